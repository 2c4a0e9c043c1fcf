"""D503, in the words of its findings: what the logger prints, when, and what its readings show of that time."""

from rule_words import at_us, device_words, sentences, table, words

from atmp_logistics.records.devices import Extreme

FRIDGE = table("storage", "fridge", from_="product_received", until="storage_out", lower="2 degC", upper="8 degC")
HOUR = "product_received 08:00, storage_out 09:00"
LOG = "08:00 4.0, 08:30 6.0, 09:00 5.0"


def test_it_agrees():
    assert words("D503", FRIDGE, HOUR, LOG, prints="highest 6.0, lowest 4.0, mean 5.0") == sentences("""
        device-record conforms: what the logger prints of its readings agrees with them
        """)


def test_readings_beyond_what_it_prints():
    assert words("D503", FRIDGE, HOUR, LOG, prints="highest 5.4") == sentences("""
        device-record indeterminate: it prints 5.4 °C as its highest, its readings give 6 °C
          decided by: the logger read out again, its file untouched, with its own alarm record
        """)
    assert words("D503", FRIDGE, HOUR, LOG, prints="lowest 4.5") == sentences("""
        device-record indeterminate: it prints 4.5 °C as its lowest, its readings give 4 °C
          decided by: the logger read out again, its file untouched, with its own alarm record
        """)
    assert words("D503", FRIDGE, HOUR, LOG, prints="mean 5.4") == sentences("""
        device-record indeterminate: it prints 5.4 °C as its mean, its readings give 5 °C
          decided by: the logger read out again, its file untouched, with its own alarm record
        """)
    assert words("D503", FRIDGE, HOUR, LOG, prints="mkt 6.5") == sentences("""
        device-record indeterminate: it prints 6.5 °C as its mean kinetic temperature, its readings give 5.0406 °C
          decided by: the logger read out again, its file untouched, with its own alarm record
        """)
    assert words("D503", FRIDGE, HOUR, LOG, prints="lowest 4.5, highest 5.4") == sentences("""
        device-record indeterminate: it prints 4.5 °C as its lowest, its readings give 4 °C; it prints 5.4 °C as its
            highest, its readings give 6 °C
          decided by: the logger read out again, its file untouched, with its own alarm record
        """)


def test_an_extreme_that_no_reading_shows():
    assert words("D503", FRIDGE, HOUR, LOG, prints="highest 12.4@08:10") == sentences("""
        device-record indeterminate: it measured 12.4 °C at 2026-11-10 08:10Z, between its readings, of which it
            logged no reading
          decided by: the logger read out again, its file untouched, with its own alarm record
        """)
    assert words("D503", FRIDGE, HOUR, LOG, prints="lowest -1@08:10") == sentences("""
        device-record indeterminate: it measured -1 °C at 2026-11-10 08:10Z, between its readings, of which it
            logged no reading
          decided by: the logger read out again, its file untouched, with its own alarm record
        """)
    assert words("D503", FRIDGE, HOUR, LOG, prints="highest 24.5") == sentences("""
        device-record indeterminate: it measured 24.5 °C at a time between its readings, whose highest is 6 °C
          decided by: the logger read out again, its file untouched, with its own alarm record
        """)


# --- the label's other ranges ---------------------------------------------------------------------------------------------
def test_a_permitted_excursion_that_does_not_bind_counts_no_range():
    allowed = FRIDGE + table("allowance", "warm", storage="fridge", upper="25 degC", at_most="1 h", obligation="should")
    assert words("D503", allowed, HOUR, LOG, prints="highest 30@08:10") == sentences("""
        device-record indeterminate: it measured 30 °C at 2026-11-10 08:10Z, between its readings, of which it
            logged no reading
          decided by: the logger read out again, its file untouched, with its own alarm record
        """)


def test_the_band_of_a_window():
    rest = table("window", "rest", starts="product_received", ends="storage_out", at_most="2 h")
    assert words("D503", rest, HOUR, LOG, prints="highest 12.4@08:10") == sentences("""
        device-record conforms: what the logger prints of its readings agrees with them
        """)
    rest += "within = ['2 degC', '8 degC']\n"
    assert words("D503", rest, HOUR, LOG, prints="highest 12.4@08:10") == sentences("""
        device-record indeterminate: it measured 12.4 °C at 2026-11-10 08:10Z, between its readings, of which it
            logged no reading
          decided by: the logger read out again, its file untouched, with its own alarm record
        """)
    assert words("D503", rest + "obligation = 'should'\n", HOUR, LOG, prints="highest 12.4@08:10") == sentences("""
        device-record conforms: what the logger prints of its readings agrees with them
        """)


def test_the_foot_of_a_budget():
    budget = table("budget", "room", from_="product_received", until="storage_out", at_most="30 min")
    budget += "band = ['8 degC', '25 degC']\n"
    assert words("D503", budget, HOUR, LOG, prints="highest 12.4@08:10") == sentences("""
        device-record indeterminate: it measured 12.4 °C at 2026-11-10 08:10Z, between its readings, of which it
            logged no reading
          decided by: the logger read out again, its file untouched, with its own alarm record
        """)
    assert words("D503", budget, HOUR, LOG, prints="lowest -5@08:10") == sentences("""
        device-record conforms: what the logger prints of its readings agrees with them
        """)


# --- what the device counted ------------------------------------------------------------------------------------------------
def beyond(limit, *, highest, minutes, logged, since="08:00", until="09:00", is_timed=True):
    return Extreme(limit, highest, at_us(since), at_us(until), logged, is_timed, minutes, logged)


def test_minutes_counted_beyond_a_limit_of_its_own():
    assert device_words(FRIDGE, HOUR, LOG, beyond(8.0, highest=True, minutes=12, logged=6.0)) == sentences("""
        device-record indeterminate: it counted 12 min above 8 °C between 2026-11-10 08:00Z and 2026-11-10 09:00Z,
            beside its readings, and its readings do not show it
          decided by: the logger read out again, its file untouched, with its own alarm record
        """)
    assert device_words(FRIDGE, HOUR, LOG, beyond(2.0, highest=False, minutes=3, logged=4.0)) == sentences("""
        device-record indeterminate: it counted 3 min below 2 °C between 2026-11-10 08:00Z and 2026-11-10 09:00Z,
            beside its readings, and its readings do not show it
          decided by: the logger read out again, its file untouched, with its own alarm record
        """)
    assert device_words(FRIDGE, HOUR, LOG, beyond(8.0, highest=True, minutes=0, logged=6.0)) == sentences("""
        device-record indeterminate: its alarm was fired above 8 °C between 2026-11-10 08:00Z and 2026-11-10 09:00Z,
            beside its readings, and its readings do not show it
          decided by: the logger read out again, its file untouched, with its own alarm record
        """)
    assert device_words(FRIDGE, HOUR, LOG, beyond(8.0, highest=True, minutes=12, logged=9.0)) == sentences("""
        device-record conforms: what the logger prints of its readings agrees with them
        """)


def test_a_lowest_of_a_stretch_with_its_readings():
    assert device_words(FRIDGE, HOUR, LOG, beyond(-1.0, highest=False, minutes=None, logged=4.0)) == sentences("""
        device-record indeterminate: it measured -1 °C between 2026-11-10 08:00Z and 2026-11-10 09:00Z, beside its
            readings, whose lowest is 4 °C
          decided by: the logger read out again, its file untouched, with its own alarm record
        """)


def test_a_logger_with_a_name_is_named():
    found = beyond(12.4, highest=True, minutes=None, logged=6.0)
    assert device_words(FRIDGE, HOUR, LOG, found, name="TAG-7") == sentences("""
        device-record indeterminate: logger TAG-7: it measured 12.4 °C between 2026-11-10 08:00Z and 2026-11-10
            09:00Z, beside its readings, whose highest is 6 °C
          decided by: the logger read out again, its file untouched, with its own alarm record
        """)
