
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='LegalReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.PositiveIntegerField(default=1, editable=False)),
                ('withdrawn', models.BooleanField(db_index=True, default=False, editable=False)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('haystack', models.TextField(blank=True, default='', editable=False)),
                ('number', models.CharField(default='', max_length=120, unique=True)),
                ('title', models.CharField(default='', max_length=300)),
                ('kind', models.CharField(blank=True, default='', max_length=40)),
                ('section', models.CharField(blank=True, default='', max_length=300)),
                ('reviewer', models.CharField(blank=True, default='', max_length=300)),
                ('opinion', models.CharField(blank=True, default='', max_length=1000)),
                ('region', models.CharField(blank=True, db_index=True, default='', max_length=12)),
                ('received_on', models.DateField(blank=True, db_index=True, null=True)),
                ('reviewed_on', models.DateField(blank=True, db_index=True, null=True)),
                ('reviewed_doc', models.CharField(blank=True, default='', max_length=300)),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
