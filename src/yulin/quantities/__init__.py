"""量 Quantities: areas, money, capacity and rates as exact numbers, with their units and their rounding.

Inside, a quantity is an integer of its smallest unit: areas in dm² (0.01 m²), money in fen (分), capacity in
grams. Units, decimals and the rounding mode appear only at the edge, where a person reads or writes a number.
"""
