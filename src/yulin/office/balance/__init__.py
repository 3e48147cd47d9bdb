"""占补平衡 The balance of farmland taken and made good."""
