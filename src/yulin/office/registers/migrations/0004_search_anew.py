"""What was indexed while the index's row numbers were being tried out is indexed anew when the office is opened."""

from django.db import migrations


def clear(apps, schema_editor):
    schema_editor.execute("DELETE FROM registers_search")


class Migration(migrations.Migration):
    dependencies = [("registers", "0003_search")]
    operations = [migrations.RunPython(clear, migrations.RunPython.noop)]
