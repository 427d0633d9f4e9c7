"""From findings to the places where people look for them."""
