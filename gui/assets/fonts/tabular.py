#!/usr/bin/env python3
"""Gives a font its own tabular digits (OpenType `tnum`) by default: egui sets no font features.

With fonttools: tabular.py Inter-Regular.otf Inter-SemiBold.otf"""

import sys
from fontTools.ttLib import TTFont

for path in sys.argv[1:]:
    font = TTFont(path, recalcTimestamp=False)
    substitutes = font["GSUB"].table
    features = substitutes.FeatureList.FeatureRecord
    lookups = next(f for f in features if f.FeatureTag == "tnum").Feature.LookupListIndex
    tabular = {}
    for lookup in lookups:
        for table in substitutes.LookupList.Lookup[lookup].SubTable:
            tabular |= getattr(table, "ExtSubTable", table).mapping
    for table in font["cmap"].tables:
        for digit in map(ord, "0123456789"):
            if digit in table.cmap:
                table.cmap[digit] = tabular.get(table.cmap[digit], table.cmap[digit])
    font.save(path)
