"""The overlay on many machines: Apache Spark deals the same tiles to its workers, which run the same kernel.

The atlas is divided already, so there is nothing to shuffle: a task takes a tile, reads its row groups from the
storage that all machines share, and leaves its rows in a file beside the result. The driver holds no geometry. A task
that is lost with its machine is run again elsewhere; its file is written whole or not at all, so twice is once.

pyspark and Java are wanted only here, when this engine is asked for (``yulin[spark]``).
"""

from __future__ import annotations

from yulin.atlas.spark.session import settings_from, spark_session
from yulin.atlas.spark.tiles import spark_tiles

__all__ = ["settings_from", "spark_session", "spark_tiles"]
