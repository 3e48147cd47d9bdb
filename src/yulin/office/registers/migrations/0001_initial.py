
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, db_index=True)),
                ('kind', models.CharField(default='ledger', max_length=20)),
                ('register', models.CharField(db_index=True, max_length=60)),
                ('file_name', models.CharField(max_length=300)),
                ('sheet', models.CharField(blank=True, default='', max_length=100)),
                ('sha256', models.CharField(db_index=True, max_length=64)),
                ('by', models.CharField(max_length=150)),
                ('region', models.CharField(blank=True, db_index=True, default='', max_length=12)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('created', models.PositiveIntegerField(default=0)),
                ('changed', models.PositiveIntegerField(default=0)),
                ('same', models.PositiveIntegerField(default=0)),
                ('left_out', models.PositiveIntegerField(default=0)),
                ('findings', models.JSONField(default=list)),
                ('records', models.JSONField(default=list)),
                ('reason', models.CharField(blank=True, default='', max_length=500)),
                ('document', models.CharField(blank=True, default='', max_length=300)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
    ]
