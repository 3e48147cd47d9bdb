"""The table of suspensions (中止): the days on which a clock of a record did not run."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0004_search_anew")]
    operations = [
        migrations.CreateModel(
            name="Suspension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("register", models.CharField(max_length=60)),
                ("record", models.BigIntegerField()),
                ("clock", models.CharField(max_length=60)),
                ("first", models.DateField()),
                ("last", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(max_length=500)),
                ("document", models.CharField(max_length=300)),
                ("by", models.CharField(max_length=150)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("removed", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["first", "pk"],
                "indexes": [models.Index(fields=["register", "clock", "record"], name="suspension_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last__isnull", True), ("last__gte", models.F("first")), _connector="OR"),
                        name="suspension_ends_after_it_begins"),
                    models.UniqueConstraint(
                        condition=models.Q(("last__isnull", True), ("removed", False)),
                        fields=("register", "record", "clock"), name="one_open_suspension"),
                ],
            },
        ),
    ]
