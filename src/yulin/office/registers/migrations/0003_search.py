"""The table of the search index: FTS5 on SQLite, an array under a GIN index on PostgreSQL."""

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS registers_search USING fts5(grams, tags, "
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* P* S* M* Co'\")",
)
POSTGRESQL = (
    "CREATE TABLE IF NOT EXISTS registers_search (id bigint PRIMARY KEY, grams text[] NOT NULL)",
    "CREATE INDEX IF NOT EXISTS registers_search_grams ON registers_search USING gin (grams)",
)


def make(apps, schema_editor):
    for sql in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(sql)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE IF EXISTS registers_search")


class Migration(migrations.Migration):
    dependencies = [("registers", "0002_desk")]
    operations = [migrations.RunPython(make, drop)]
