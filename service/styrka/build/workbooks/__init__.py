"""Workbooks (XLSX) for who writes in a spreadsheet: made from the tables' columns, and read back, cell by cell.

Read upward: ``archive`` (what is refused before it is opened), ``reading`` (the sheets and their cells), ``notes``
(what is said of each column, and what may stand in it), ``template`` (a workbook to fill in).
"""
