"""工作日 The working calendar of China and the statutory periods counted on it.

The calendar is data: one file per year, with the State Council notice that ordered it. A year whose notice is
not on file is provisional, and every answer that leans on such a year says so.
"""
