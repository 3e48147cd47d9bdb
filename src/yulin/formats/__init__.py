"""Readers and writers of the files a bureau exchanges: coordinate TXT, VCT, vector files, workbooks, text."""
