from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Audit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('batch', models.CharField(db_index=True, max_length=32)),
                ('name', models.CharField(max_length=200)),
                ('sha', models.CharField(db_index=True, max_length=64)),
                ('size', models.BigIntegerField()),
                ('actor', models.CharField(db_index=True, max_length=150)),
                ('region', models.CharField(blank=True, db_index=True, max_length=12)),
                ('at', models.DateTimeField(db_index=True)),
                ('held', models.BooleanField(default=True)),
                ('state', models.CharField(choices=[('waiting', '待核'), ('read', '已读'), ('done', '已核'), ('refused', '未能读取')], default='waiting', max_length=10)),
                ('message', models.CharField(blank=True, max_length=500)),
                ('touched', models.DateTimeField(null=True)),
                ('quantities', models.IntegerField(default=0)),
                ('checked', models.IntegerField(default=0)),
                ('errors', models.IntegerField(default=0)),
                ('warnings', models.IntegerField(default=0)),
                ('notes', models.IntegerField(default=0)),
                ('result', models.JSONField(null=True)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
    ]
