"""Serving the office with waitress: pure Python, also on Windows."""

from __future__ import annotations

import errno

from yulin.findings import Refusal
from yulin.i18n import gettext as _


def serve(host: str, port: int, threads: int = 8) -> None:
    """Serve until interrupted; Refusal when the port is taken or not allowed."""
    from waitress import create_server

    from yulin.office.wsgi import application

    try:
        server = create_server(application, host=host, port=port, threads=threads, ident="yulin")
    except OSError as fault:
        why = _("端口已被占用") if fault.errno == errno.EADDRINUSE else fault.strerror
        raise Refusal(
            _("无法在 {host}:{port} 提供服务：{why}；请用 --port 换一个端口。").format(
                host=host, port=port, why=why
            )
        ) from fault
    server.run()
