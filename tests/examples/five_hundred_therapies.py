import pint

unit = pint.UnitRegistry()
window = {
    "code": "post-thaw",
    "starts": "thaw_end",
    "ends": "administration_end",
    "at_most": 30 * unit.minute,
    "section": "3",
}
storage = {
    "code": "frozen",
    "from": "product_received",
    "until": "storage_out",
    "upper": unit.Quantity(-120, "degC"),
    "section": "2",
}
