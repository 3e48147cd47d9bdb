"""Where each register stands in the journal; in a home with a journal, all that it tells of stand at its head."""

from typing import Any

from django.db import migrations, models


def stand(apps: Any, _editor: Any) -> None:
    """A row for every register that the journal tells of."""
    head = apps.get_model("journal", "JournalHead").objects.first()
    if head is None or not head.digest:
        return
    told = apps.get_model("journal", "JournalLine").objects.order_by().values_list("register", flat=True).distinct()
    heads = apps.get_model("journal", "RegisterHead").objects
    heads.bulk_create(heads.model(register=name, digest=head.digest, made=head.digest) for name in {"", *told})


class Migration(migrations.Migration):

    dependencies = [
        ("journal", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="RegisterHead",
            fields=[
                ("register", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64)),
                ("made", models.CharField(max_length=64)),
                ("columns", models.JSONField(default=dict)),
            ],
        ),
        migrations.RunPython(stand, migrations.RunPython.noop),
    ]
