"""The sample district 青禾区: layers, ledgers, coordinate files and a work report, all made from one seed.

Nothing in it is real. It is written as files that a user could have been handed, so that loading it takes the
same way as loading a bureau's own data.
"""
