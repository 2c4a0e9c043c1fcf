"""The product files: each loads and is cited; its numbers were transcribed from the facts a second time."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd
import pytest
from invented_label import PRODUCT as INVENTED
from places import DATA, ROOT, SHARED

from atmp_logistics import assess, catalogue, read_events
from atmp_logistics.catalogue.catalogue import read_product
from atmp_logistics.core.administration_rate import Rate
from atmp_logistics.core.event_kinds import is_moment
from atmp_logistics.core.instants import CalendarPeriod
from atmp_logistics.core.label_conditions import CONDITIONS
from atmp_logistics.core.product import Product
from atmp_logistics.core.requirement import Requirement, When
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.records.site_profile import Site

FILES = sorted((Path(catalogue.__file__).parent / "data").rglob("*.toml"))
PRODUCTS = {path.stem: read_product(path) for path in FILES}
EVERY = pytest.mark.parametrize("product", PRODUCTS.values(), ids=PRODUCTS)

#: Every number of a product: slug, code and condition, field, value.
#: Written from facts/*.json and facts/second_reader.md, not from the TOML.
NUMBERS = """
kymriah-eu    frozen                                   upper          -120 degC
kymriah-eu    frozen                                   shelf_life     9 months
kymriah-eu    post-thaw                                at_most        30 min
kymriah-eu    post-thaw                                within         20..25 degC
kymriah-eu    lymphodepletion-to-infusion[ALL,DLBCL]   at_least_days  2 days
kymriah-ch    lymphodepletion-to-infusion[ALL,DLBCL]   at_least_days  2 days
kymriah-eu    lymphodepletion-to-infusion[ALL,DLBCL]   at_most_days   14 days
kymriah-ch    lymphodepletion-to-infusion[ALL,DLBCL]   at_most_days   14 days
kymriah-eu    lymphodepletion-to-infusion[FL]          at_least_days  2 days
kymriah-ch    lymphodepletion-to-infusion[FL]          at_least_days  2 days
kymriah-eu    lymphodepletion-to-infusion[FL]          at_most_days   6 days
kymriah-ch    lymphodepletion-to-infusion[FL]          at_most_days   6 days
kymriah-eu    lymphodepletion-repeat                   at_most_days   4 weeks
kymriah-ch    lymphodepletion-repeat                   at_most_days   4 weeks
kymriah-eu    premedication                            at_least       30 min
kymriah-eu    premedication                            at_most        60 min
kymriah-us    frozen                                   upper          -120 degC
kymriah-us    post-thaw                                at_most        30 min
kymriah-us    post-thaw                                within         20..25 degC
kymriah-us    lymphodepletion-to-infusion[ALL]         at_least_days  2 days
kymriah-us    lymphodepletion-to-infusion[ALL]         at_most_days   14 days
kymriah-us    lymphodepletion-to-infusion[DLBCL]       at_least_days  2 days
kymriah-us    lymphodepletion-to-infusion[DLBCL]       at_most_days   11 days
kymriah-us    lymphodepletion-to-infusion[FL]          at_least_days  2 days
kymriah-us    lymphodepletion-to-infusion[FL]          at_most_days   6 days
kymriah-us    premedication                            at_least       30 min
kymriah-us    premedication                            at_most        60 min
yescarta-eu   frozen                                   upper          -150 degC
yescarta-eu   frozen                                   shelf_life     12 months
yescarta-eu   infusion-start                           at_most        30 min
yescarta-eu   infusion-duration                        at_most        30 min
yescarta-eu   post-thaw                                at_most        3 h
yescarta-eu   post-thaw                                within         20..25 degC
yescarta-eu   lymphodepletion-repeat                   at_most_days   2 weeks
yescarta-eu   premedication                            at_least       30 min
yescarta-eu   premedication                            at_most        60 min
yescarta-eu   lymphodepletion-end                      at_most_days   3 days
yescarta-eu   lymphodepletion-end                      at_least_days  3 days
yescarta-eu   lymphodepletion-start                    at_most_days   5 days
yescarta-eu   lymphodepletion-start                    at_least_days  5 days
tecartus-uk   frozen                                   upper          -150 degC
tecartus-uk   frozen                                   shelf_life     12 months
tecartus-uk   infusion-start                           at_most        30 min
tecartus-uk   infusion-duration                        at_most        30 min
tecartus-uk   post-thaw                                at_most        3 h
tecartus-uk   post-thaw                                within         20..25 degC
tecartus-uk   lymphodepletion-to-infusion[MCL]         at_least_days  3 days
tecartus-uk   lymphodepletion-to-infusion[MCL]         at_most_days   14 days
tecartus-uk   lymphodepletion-to-infusion[ALL]         at_least_days  2 days
tecartus-uk   lymphodepletion-to-infusion[ALL]         at_most_days   14 days
tecartus-uk   lymphodepletion-repeat                   at_most_days   2 weeks
tecartus-uk   single-minus-80                          upper          -70 degC
tecartus-uk   single-minus-80                          at_most        90 days
tecartus-uk   single-minus-80                          times          1
breyanzi-uk   frozen                                   upper          -130 degC
breyanzi-uk   frozen                                   shelf_life     13 months
breyanzi-uk   removal-to-administration                at_most        2 h
breyanzi-uk   post-thaw                                at_most        2 h
breyanzi-uk   post-thaw                                within         15..25 degC
breyanzi-uk   lymphodepletion-to-infusion              at_least_days  2 days
breyanzi-uk   lymphodepletion-to-infusion              at_most_days   7 days
breyanzi-uk   lymphodepletion-repeat                   at_most_days   2 weeks
breyanzi-uk   premedication                            at_least       30 min
breyanzi-uk   premedication                            at_most        60 min
abecma-il     frozen                                   upper          -130 degC
abecma-il     frozen                                   shelf_life     12 months
abecma-il     thaw-to-infusion                         at_most        1 h
abecma-il     thaw-to-infusion                         within         20..25 degC
casgevy-eu    frozen                                   upper          -135 degC
casgevy-eu    frozen                                   shelf_life     24 months
casgevy-eu    post-thaw                                at_most        20 min
casgevy-eu    post-thaw                                within         20..25 degC
casgevy-eu    hourly-volume                            rate           2.6 mL/kg/h over 1 h
ebvallo-eu    frozen                                   upper          -150 degC
ebvallo-eu    preparation                              at_most        1 h
ebvallo-eu    thaw-to-administration                   at_most        3 h
ebvallo-eu    thaw-to-administration                   within         15..25 degC
ebvallo-eu    injection-duration                       at_least       5 min
ebvallo-eu    injection-duration                       at_most        10 min
hemgenix-eu   refrigerated                             lower          2 degC
hemgenix-eu   refrigerated                             upper          8 degC
hemgenix-eu   in-use                                   at_most        24 h
hemgenix-eu   in-use                                   within         15..25 degC
luxturna-eu   frozen                                   upper          -65 degC
luxturna-eu   frozen                                   shelf_life     36 months
luxturna-eu   thawed                                   upper          25 degC strict
luxturna-eu   preparation                              at_most        4 h
luxturna-eu   preparation                              within         ..25 degC strict
upstaza-eu    frozen                                   upper          -65 degC
upstaza-eu    thaw-to-use                              at_most        6 h
alofisel-eu   fresh                                    lower          15 degC
alofisel-eu   fresh                                    upper          25 degC
alofisel-eu   fresh                                    shelf_life     72 h
luxturna-eu   second-eye                               at_least_days  6 days
luxturna-eu   immunomodulation                         at_least_days  3 days
abecma-eu     frozen                                   upper          -130 degC
abecma-eu     frozen                                   shelf_life     12 months
abecma-eu     thaw-to-infusion                         at_most        1 h
abecma-eu     post-thaw                                within         20..25 degC
abecma-eu     lymphodepletion-to-infusion              at_least_days  2 days
abecma-eu     lymphodepletion-to-infusion              at_most_days   9 days
abecma-eu     lymphodepletion-repeat                   at_most_days   4 weeks
breyanzi-eu   frozen                                   upper          -130 degC
breyanzi-eu   removal-to-administration                at_most        2 h
breyanzi-eu   lymphodepletion-to-infusion              at_least_days  2 days
breyanzi-eu   lymphodepletion-to-infusion              at_most_days   7 days
breyanzi-eu   lymphodepletion-repeat                   at_most_days   2 weeks
carvykti-eu   frozen                                   upper          -120 degC
carvykti-eu   premedication                            at_least       30 min
carvykti-eu   premedication                            at_most        60 min
carvykti-eu   thaw                                     at_most        15 min
carvykti-eu   post-thaw                                at_most        2.5 h
carvykti-eu   infusion-duration                        at_most        2.5 h
carvykti-eu   infusion-duration                        within         20..25 degC
carvykti-eu   lymphodepletion-to-infusion              at_least_days  5 days
carvykti-eu   lymphodepletion-to-infusion              at_most_days   7 days
tecartus-il   frozen                                   upper          -150 degC
tecartus-il   frozen                                   shelf_life     12 months
tecartus-il   infusion-start                           at_most        30 min
tecartus-il   infusion-duration                        at_most        30 min
tecartus-il   post-thaw                                at_most        3 h
tecartus-il   post-thaw                                within         20..25 degC
tecartus-il   lymphodepletion-to-infusion[MCL]         at_least_days  3 days
tecartus-il   lymphodepletion-to-infusion[MCL]         at_most_days   14 days
luxturna-il   thawed                                   upper          25 degC strict
luxturna-il   dilution-to-use                          at_most        4 h
luxturna-il   dilution-to-use                          within         ..25 degC strict
luxturna-il   second-eye                               at_least_days  6 days
luxturna-il   immunomodulation                         at_least_days  3 days
abecma-ch     lymphodepletion-to-infusion              at_least_days  2 days
abecma-ch     lymphodepletion-to-infusion              at_most_days   9 days
abecma-ch     lymphodepletion-repeat                   at_most_days   4 weeks
yescarta-ch   lymphodepletion-start                    at_least_days  5 days
yescarta-ch   lymphodepletion-start                    at_most_days   5 days
yescarta-ch   lymphodepletion-end                      at_least_days  3 days
yescarta-ch   lymphodepletion-end                      at_most_days   3 days
yescarta-ch   lymphodepletion-repeat                   at_most_days   2 weeks
kymriah-ch    post-thaw                                at_most        30 min
kymriah-ch    post-thaw                                within         20..25 degC
tecartus-eu   frozen                                   upper          -150 degC
tecartus-eu   frozen                                   shelf_life     12 months
tecartus-eu   post-thaw                                at_most        3 h
tecartus-eu   post-thaw                                within         20..25 degC
tecartus-eu   lymphodepletion-repeat                   at_most_days   2 weeks
tecartus-eu   lymphodepletion-to-infusion[MCL]         at_least_days  3 days
tecartus-eu   lymphodepletion-to-infusion[MCL]         at_most_days   14 days
skysona-eu    apheresis-cycles                         at_least_days  14 days
zolgensma-eu  transport                                upper          -60 degC
zolgensma-eu  refrigerated                             lower          2 degC
zolgensma-eu  refrigerated                             upper          8 degC
zolgensma-eu  receipt-to-therapy                       at_most_days   14 days
zolgensma-eu  corticosteroid                           at_least       24 h
roctavian-eu  frozen                                   upper          -60 degC
roctavian-eu  post-thaw[not_refrigerated]              at_most        10 h
roctavian-eu  post-thaw[not_refrigerated]              within         ..25 degC
roctavian-eu  refrigerated-vial[refrigerated]          at_most_days   3 days
roctavian-eu  refrigerator[refrigerated]               lower          2 degC
roctavian-eu  refrigerator[refrigerated]               upper          8 degC
roctavian-eu  infusion-rate                            rate           4 mL/min
strimvelis-eu fresh                                    lower          15 degC
strimvelis-eu fresh                                    upper          30 degC
strimvelis-eu collection-to-infusion                   at_least_days  4 days
strimvelis-eu collection-to-infusion                   at_most_days   5 days
strimvelis-eu backup-to-infusion                       at_least_days  3 weeks
strimvelis-eu conditioning-start                       at_least_days  3 days
strimvelis-eu conditioning-start                       at_most_days   3 days
strimvelis-eu conditioning-end                         at_least_days  2 days
strimvelis-eu conditioning-end                         at_most_days   2 days
strimvelis-eu premedication                            at_least       15 min
strimvelis-eu premedication                            at_most        30 min
spherox-eu    refrigerated                             lower          1 degC
spherox-eu    refrigerated                             upper          10 degC
holoclar-eu   fresh                                    lower          15 degC
holoclar-eu   fresh                                    upper          25 degC
holoclar-eu   packaging-hold                           at_most        36 h
imlygic-eu    frozen                                   lower          -90 degC
imlygic-eu    frozen                                   upper          -70 degC
imlygic-eu    letter-2022[10^6,listed]                 at_most        18 h
imlygic-eu    letter-2022[10^6,listed]                 within         2..8 degC
imlygic-eu    second-dose[10^6,10^8,listed,other]      at_least_days  3 weeks
imlygic-eu    dose-interval[10^6,10^8,listed,other]    at_least_days  2 weeks
durveqtix-eu  antibody-test                            at_most_days   8 weeks
zalmoxis-eu   transplant-to-infusion                   at_least_days  21 days
zalmoxis-eu   transplant-to-infusion                   at_most_days   49 days
tecartus-ch   frozen                                   upper          -150 degC
tecartus-ch   frozen                                   shelf_life     12 months
tecartus-ch   infusion-start                           at_most        30 min
tecartus-ch   infusion-duration                        at_most        30 min
tecartus-ch   post-thaw                                at_most        3 h
tecartus-ch   post-thaw                                within         20..25 degC
ebvallo-ch    frozen                                   upper          -150 degC
ebvallo-ch    frozen                                   shelf_life     60 months
ebvallo-ch    frozen-excursions                        upper          -80 degC
ebvallo-ch    frozen-excursions                        times          3
ebvallo-ch    preparation                              at_most        1 h
ebvallo-ch    thaw-to-administration                   at_most        3 h
ebvallo-ch    thaw-to-administration                   within         15..25 degC
zolgensma-ch  frozen                                   upper          -60 degC
zolgensma-ch  frozen                                   shelf_life     24 months
zolgensma-ch  refrigerated                             lower          2 degC
zolgensma-ch  refrigerated                             upper          8 degC
zolgensma-ch  thaw-to-use                              at_most_days   14 days
zolgensma-ch  syringe                                  at_most        8 h
imlygic-ch    syringe[10^6,refrigerated]               at_most        8 h
imlygic-ch    syringe[10^6,refrigerated]               within         2..8 degC
imlygic-ch    syringe[10^6,room_temperature]           at_most        2 h
imlygic-ch    syringe[10^6,room_temperature]           within         2..25 degC
imlygic-ch    syringe[10^8,refrigerated]               at_most        8 h
imlygic-ch    syringe[10^8,refrigerated]               within         2..8 degC
imlygic-ch    syringe[10^8,room_temperature]           at_most        4 h
imlygic-ch    syringe[10^8,room_temperature]           within         2..25 degC
imlygic-uk    refrigerated[10^6]                       band           2..8 degC
imlygic-uk    refrigerated[10^6]                       at_most        24 h
imlygic-uk    room-temperature[10^6]                   band           8..25 degC
imlygic-uk    room-temperature[10^6]                   at_most        12 h
imlygic-uk    refrigerated[10^8]                       band           2..8 degC
imlygic-uk    refrigerated[10^8]                       at_most        7 days
imlygic-uk    room-temperature[10^8]                   band           8..25 degC
imlygic-uk    room-temperature[10^8]                   at_most        24 h
carvykti-uk   lymphodepletion-to-infusion              at_least_days  5 days
carvykti-uk   lymphodepletion-to-infusion              at_most_days   7 days
zolgensma-hk  transport                                upper          -60 degC
zolgensma-hk  refrigerated                             lower          2 degC
zolgensma-hk  refrigerated                             upper          8 degC
zolgensma-hk  receipt-to-therapy                       at_most_days   14 days
zolgensma-hk  syringe                                  at_most        8 h
upstaza-il    frozen                                   upper          -65 degC
upstaza-il    thawed                                   upper          25 degC strict
upstaza-il    thaw-to-use                              at_most        6 h
yescarta-us   infusion-duration                        at_most        30 min
yescarta-us   post-thaw                                within         20..25 degC
yescarta-us   lymphodepletion-start                    at_least_days  5 days
yescarta-us   lymphodepletion-start                    at_most_days   5 days
yescarta-us   lymphodepletion-end                      at_least_days  3 days
yescarta-us   lymphodepletion-end                      at_most_days   3 days
tecartus-us   infusion-duration                        at_most        30 min
tecartus-us   lymphodepletion-start[MCL]               at_least_days  5 days
tecartus-us   lymphodepletion-start[MCL]               at_most_days   5 days
tecartus-us   lymphodepletion-end[MCL]                 at_least_days  3 days
tecartus-us   lymphodepletion-end[MCL]                 at_most_days   3 days
tecartus-us   lymphodepletion-start[ALL]               at_least_days  4 days
tecartus-us   lymphodepletion-start[ALL]               at_most_days   4 days
tecartus-us   lymphodepletion-end[ALL]                 at_least_days  2 days
tecartus-us   lymphodepletion-end[ALL]                 at_most_days   2 days
breyanzi-us   removal-to-administration                at_most        2 h
breyanzi-us   lymphodepletion-to-infusion              at_least_days  2 days
breyanzi-us   lymphodepletion-to-infusion              at_most_days   7 days
abecma-us     lymphodepletion-to-infusion              at_least_days  2 days
abecma-us     lymphodepletion-to-infusion              at_most_days   2 days
carvykti-us   thaw-to-infusion                         at_most        2.5 h
carvykti-us   thaw-to-infusion                         within         20..25 degC
carvykti-us   lymphodepletion-to-infusion              at_least_days  2 days
carvykti-us   lymphodepletion-to-infusion              at_most_days   4 days
carvykti-us   lymphodepletion-repeat                   at_most_days   14 days
carvykti-us   premedication                            at_least       30 min
carvykti-us   premedication                            at_most        60 min
aucatzyl-us   second-dose                              at_least_days  7 days
aucatzyl-us   second-dose                              at_most_days   11 days
aucatzyl-us   second-dose-postponed                    at_most_days   20 days
aucatzyl-us   blast-assessment                         at_most_days   7 days
tecelra-us    frozen                                   upper          -130 degC
amtagvi-us    lymphodepletion-washout                  at_least       24 h
amtagvi-us    lymphodepletion-to-infusion              at_most_days   4 days
ryoncil-us    frozen                                   upper          -135 degC
ryoncil-us    dose-interval                            at_least_days  3 days
ryoncil-us    response-assessment[1]                   at_least_days  26 days
ryoncil-us    response-assessment[1]                   at_most_days   30 days
omisirge-us   second-fraction                          at_most        1 h
lantidra-us   fresh                                    lower          15 degC
lantidra-us   fresh                                    upper          25 degC
lantidra-us   release-to-use                           at_most        6 h
lantidra-us   induction                                at_least       30 min
lantidra-us   induction                                at_most        360 min
hemacord-us   prepared-unit[not_washed]                at_most        4 h
hemacord-us   prepared-unit[not_washed]                within         4..25 degC
hemacord-us   prepared-unit[washed]                    at_most        24 h
hemacord-us   prepared-unit[washed]                    within         4..4 degC nominal
hemacord-us   dmso-in-a-day                            rate           1 g/kg/d over 24 h
gintuit-us    room-temperature                         lower          20 degC
gintuit-us    room-temperature                         upper          23 degC
gintuit-us    opened-to-application                    at_most        15 min
laviv-us      refrigerated                             lower          2 degC
laviv-us      refrigerated                             upper          8 degC
laviv-us      warm-up                                  at_least       15 min
laviv-us      warm-up                                  at_most        30 min
laviv-us      session-interval                         at_least_days  3 weeks
laviv-us      session-interval                         at_most_days   6 weeks
hemgenix-us   in-use                                   at_most        24 h
lyfgenia-us   post-thaw                                at_most        4 h
lyfgenia-us   conditioning-washout                     at_least       48 h
casgevy-us    conditioning-washout                     at_least       48 h
casgevy-us    conditioning-to-infusion                 at_most_days   7 days
casgevy-us    apheresis-cycles                         at_least_days  14 days
casgevy-us    iron-chelation[SCD,other]                at_least_days  7 days
casgevy-us    disease-modifying-therapy[SCD]           at_least_days  8 weeks
lenmeldy-us   infusion-duration                        at_most        30 min
adstiladrin-us vial-storage[room_temperature]          at_most        24 h
adstiladrin-us vial-storage[room_temperature]          within         20..25 degC
adstiladrin-us vial-storage[refrigerated]              at_most        24 h
adstiladrin-us vial-storage[refrigerated]              within         2..8 degC
adstiladrin-us thaw                                    within         ..25 degC
luxturna-us   preparation                              at_most        4 h
luxturna-us   second-eye                               at_least_days  6 days
luxturna-us   immunomodulation                         at_least_days  3 days
imlygic-us    frozen                                   lower          -90 degC
imlygic-us    frozen                                   upper          -70 degC
imlygic-us    shipper-hold                             at_most        96 h
imlygic-us    second-dose                              at_least_days  3 weeks
imlygic-us    dose-interval                            at_least_days  2 weeks
provenge-us   dose-interval                            at_least_days  1 weeks
provenge-us   dose-interval                            at_most_days   15 weeks
zolgensma-us  infusion-duration                        at_least       60 min
zolgensma-us  infusion-duration                        at_most        60 min
roctavian-us  infusion-rate                            rate           4 mL/min
elevidys-us   vaccines                                 at_least_days  4 weeks
laviv-us      dating-period                            at_most        24 h
allocord-us   frozen                                   upper          -150 degC
otarmeni-us   opened-to-administration                 at_most        4 h
kresladi-us   apheresis-cycles                         at_least_days  14 days
skysona-us    conditioning-washout                     at_least       48 h
skysona-us    live-vaccines                            at_least_days  6 weeks
amtagvi-us    premedication                            at_least       30 min
amtagvi-us    premedication                            at_most        60 min
abecma-us     premedication                            at_least       30 min
abecma-us     premedication                            at_most        60 min
breyanzi-us   premedication                            at_least       30 min
breyanzi-us   premedication                            at_most        60 min
breyanzi-us   live-vaccines                            at_least_days  6 weeks
abecma-us     live-vaccines                            at_least_days  6 weeks
carvykti-us   live-vaccines                            at_least_days  6 weeks
kymriah-us    live-vaccines                            at_least_days  6 weeks
yescarta-us   live-vaccines                            at_least_days  6 weeks
tecartus-us   live-vaccines                            at_least_days  6 weeks
aucatzyl-us   live-vaccines                            at_least_days  6 weeks
lenmeldy-us   vaccines                                 at_least_days  6 weeks
tecelra-us    premedication                            at_least       30 min
tecelra-us    premedication                            at_most        60 min
omisirge-us   premedication                            at_least       30 min
omisirge-us   premedication                            at_most        60 min
ryoncil-us    premedication                            at_least       30 min
ryoncil-us    premedication                            at_most        60 min
zynteglo-us   iron-chelation                           at_least_days  7 days
lyfgenia-us   iron-chelation                           at_least_days  7 days
"""

#: What each phase, clock, order and rate runs between, and of which containers; over what, how binding it is | where a
#: later band begins; transcribed in the same way. An order is `before < after`.
CLOCKS = """
kymriah-eu   frozen                       product_received > storage_out, phase, shall
kymriah-eu   post-thaw                    thaw_end > administration_end, container, shall
kymriah-eu   lymphodepletion-to-infusion  lymphodepletion_end > administration, therapy to its first, should
kymriah-ch   lymphodepletion-to-infusion  lymphodepletion_end > administration, therapy to its first, should
kymriah-eu   lymphodepletion-repeat       lymphodepletion_end > administration, therapy to its first, information
kymriah-ch   lymphodepletion-repeat       lymphodepletion_end > administration, therapy to its first, information
kymriah-eu   premedication                premedication > administration_start, therapy to its first, information
kymriah-us   frozen                       product_received > storage_out, phase, shall
kymriah-us   post-thaw                    thaw_end > administration, container, shall
kymriah-us   lymphodepletion-to-infusion  lymphodepletion_end > administration, therapy to its first, shall
kymriah-us   premedication                premedication > administration_start, therapy to its first, information
yescarta-eu  frozen                       product_received > storage_out, phase, shall
yescarta-eu  infusion-start               thaw_end > administration_start, container, shall
yescarta-eu  infusion-duration            administration_start > administration_end, container, shall
yescarta-eu  post-thaw                    thaw_end > administration, container, shall
yescarta-eu  lymphodepletion-repeat       lymphodepletion_end > administration, therapy to its first, information
yescarta-eu  premedication                premedication > administration_start, therapy to its first, information
yescarta-eu  lymphodepletion-end          lymphodepletion_end > administration, therapy to its first, should
yescarta-eu  lymphodepletion-start        lymphodepletion_start > administration, therapy to its first, should
tecartus-uk  frozen                       product_received > storage_out, phase, shall
tecartus-uk  infusion-start               thaw_end > administration_start, container, shall
tecartus-uk  infusion-duration            administration_start > administration_end, container, shall
tecartus-uk  post-thaw                    thaw_end > administration, container, shall
tecartus-uk  lymphodepletion-to-infusion  lymphodepletion_end > administration, therapy to its first, should
tecartus-uk  lymphodepletion-repeat       lymphodepletion_end > administration, therapy to its first, shall
breyanzi-uk  frozen                       product_received > storage_out, phase, shall
breyanzi-uk  removal-to-administration    storage_out > administration, therapy, shall
breyanzi-uk  post-thaw                    thaw_end > administration, therapy, shall
breyanzi-uk  lymphodepletion-to-infusion  lymphodepletion_end > administration, therapy to its first, shall
breyanzi-uk  lymphodepletion-repeat       lymphodepletion_end > administration, therapy to its first, should
breyanzi-uk  premedication                premedication > administration_start, therapy to its first, should
abecma-il    frozen                       product_received > storage_out, phase, shall
abecma-il    thaw-to-infusion             thaw_start > administration, container, shall | thaw_end
casgevy-eu   frozen                       product_received > storage_out, phase, shall
casgevy-eu   post-thaw                    thaw_end > administration, container, shall
casgevy-eu   one-vial-at-a-time           administration_end < thaw_start, next container, shall
casgevy-eu   hourly-volume                administration_start > administration_end, rate, shall
ebvallo-eu   frozen                       product_received > storage_out, phase, shall
ebvallo-eu   preparation                  thaw_start > preparation_end, container, shall
ebvallo-eu   thaw-to-administration       thaw_start > administration_end, container, shall | thaw_end
ebvallo-eu   injection-duration           administration_start > administration_end, container, shall
hemgenix-eu  refrigerated                 product_received > storage_out, phase, shall
hemgenix-eu  in-use                       preparation > administration_end, container, shall | preparation_end
luxturna-eu  frozen                       product_received > storage_out, phase, shall
luxturna-eu  thawed                       thaw_end > administration_start, phase, shall
luxturna-eu  preparation                  preparation > administration_start, container, shall
upstaza-eu   frozen                       product_received > storage_out, phase, shall
upstaza-eu   thaw-to-use                  thaw_start > device_priming_start, container, shall
alofisel-eu  fresh                        product_received > administration_start, phase, shall
luxturna-eu  second-eye                   administration_end > administration_start, next container, shall
luxturna-eu  immunomodulation             immunomodulation_start > administration, container, should
abecma-eu    frozen                       product_received > storage_out, phase, shall
abecma-eu    thaw-to-infusion             thaw_start > administration, container, shall
abecma-eu    post-thaw                    thaw_end > administration, container, shall
abecma-eu    lymphodepletion-to-infusion  lymphodepletion_end > administration, therapy to its first, shall
abecma-eu    lymphodepletion-repeat       lymphodepletion_end > administration, therapy to its first, should
breyanzi-eu  frozen                       product_received > storage_out, phase, shall
breyanzi-eu  removal-to-administration    storage_out > administration, therapy, shall
breyanzi-eu  lymphodepletion-to-infusion  lymphodepletion_end > administration, therapy to its first, shall
breyanzi-eu  lymphodepletion-repeat       lymphodepletion_end > administration, therapy to its first, should
carvykti-eu  frozen                       product_received > storage_out, phase, shall
carvykti-eu  premedication                premedication > administration_start, therapy to its first, information
carvykti-eu  thaw                         thaw_start > thaw_end, container, shall
carvykti-eu  post-thaw                    thaw_end > administration_end, container, shall
carvykti-eu  infusion-duration            administration_start > administration_end, container, shall
carvykti-eu  lymphodepletion-to-infusion  lymphodepletion_start > administration, therapy to its first, shall
tecartus-il  frozen                       product_received > storage_out, phase, shall
tecartus-il  infusion-start               thaw_end > administration_start, container, shall
tecartus-il  infusion-duration            administration_start > administration_end, container, shall
tecartus-il  post-thaw                    thaw_end > administration, container, shall
tecartus-il  lymphodepletion-to-infusion  lymphodepletion_end > administration, therapy to its first, should
luxturna-il  thawed                       thaw_end > administration_start, phase, shall
luxturna-il  dilution-to-use              preparation_start > administration, container, shall
luxturna-il  second-eye                   administration_end > administration_start, next container, shall
luxturna-il  immunomodulation             immunomodulation_start > administration, container, should
abecma-ch    lymphodepletion-to-infusion  lymphodepletion_end > administration, therapy to its first, shall
abecma-ch    lymphodepletion-repeat       lymphodepletion_end > administration, therapy to its first, should
abecma-ch    availability                 availability_confirmed < lymphodepletion_start, therapy, shall
yescarta-ch  lymphodepletion-start        lymphodepletion_start > administration, therapy to its first, should
yescarta-ch  lymphodepletion-end          lymphodepletion_end > administration, therapy to its first, should
yescarta-ch  lymphodepletion-repeat       lymphodepletion_end > administration, therapy to its first, shall
yescarta-ch  availability                 availability_confirmed < lymphodepletion_start, therapy, shall
kymriah-ch   post-thaw                    thaw_end > administration_end, container, shall
kymriah-ch   one-bag-at-a-time            administration_end < thaw_start, next container, shall
tecartus-eu  frozen                       product_received > storage_out, phase, shall
tecartus-eu  post-thaw                    thaw_end > administration, container, shall
tecartus-eu  lymphodepletion-repeat       lymphodepletion_end > administration, therapy to its first, information
tecartus-eu  lymphodepletion-to-infusion  lymphodepletion_end > administration, therapy to its first, should
skysona-eu   apheresis-cycles             mobilisation_start > mobilisation_start, next instance, shall
skysona-eu   backup-before-conditioning   backup_collected < conditioning_start, therapy, shall
zolgensma-eu transport                    product_dispatched > product_received, phase, shall
zolgensma-eu refrigerated                 product_received > storage_out, phase, shall
zolgensma-eu receipt-to-therapy           product_received > administration_start, container, shall
zolgensma-eu corticosteroid               immunomodulation_start > administration_start, therapy to its first, information
roctavian-eu frozen                       product_received > thaw_start, phase, shall
roctavian-eu post-thaw                    thaw_end > administration_end, container, shall
roctavian-eu refrigerated-vial            thaw_end > storage_out, container, shall
roctavian-eu refrigerator                 refrigerated > storage_out, phase, shall
roctavian-eu infusion-rate                administration_start > administration_end, rate, information
strimvelis-eu fresh                       product_received > administration_start, phase, shall
strimvelis-eu collection-to-infusion      collection > administration, therapy to its first, information
strimvelis-eu backup-to-infusion          backup_collected > administration, therapy to its first, should
strimvelis-eu conditioning-start          conditioning_start > administration, therapy to its first, information
strimvelis-eu conditioning-end            conditioning_end > administration, therapy to its first, information
strimvelis-eu premedication               premedication > administration_start, therapy to its first, information
spherox-eu   refrigerated                 product_received > storage_out, phase, shall
holoclar-eu  fresh                        product_received > administration_start, phase, shall
holoclar-eu  packaging-hold               shipper_sealed > opened, container, information
imlygic-eu   frozen                       product_received > storage_out, phase, shall
imlygic-eu   letter-2022                  thaw > administration, container, shall | thaw_end
imlygic-eu   second-dose                  administration_start of dose 1 > administration_start of dose 2, therapy, information
imlygic-eu   dose-interval                administration_start > administration_start, next dose, information
durveqtix-eu antibody-test                last antibody_test > administration, therapy to its first, should
zalmoxis-eu  transplant-to-infusion       transplant > administration, therapy to its first, shall
tecartus-ch  frozen                       product_received > storage_out, phase, shall
tecartus-ch  infusion-start               thaw_end > administration_start, container, shall
tecartus-ch  infusion-duration            administration_start > administration_end, container, shall
tecartus-ch  post-thaw                    thaw_end > administration, container, shall
ebvallo-ch   frozen                       product_received > storage_out, phase, shall
ebvallo-ch   preparation                  thaw_start > preparation_end, container, should
ebvallo-ch   thaw-to-administration       thaw_start > administration_end, container, shall | thaw_end
zolgensma-ch frozen                       product_dispatched > product_received, phase, shall
zolgensma-ch refrigerated                 thaw_end > storage_out, phase, shall
zolgensma-ch thaw-to-use                  thaw_end > administration, container, shall
zolgensma-ch syringe                      syringe_drawn > administration, container, shall
imlygic-ch   syringe                      syringe_drawn > administration, container, shall
imlygic-uk   refrigerated                 thaw_end > administration, budget, should
imlygic-uk   room-temperature             thaw_end > administration, budget, should
carvykti-uk  lymphodepletion-to-infusion  lymphodepletion_start > administration, therapy to its first, shall
zolgensma-hk transport                    product_dispatched > product_received, phase, shall
zolgensma-hk refrigerated                 product_received > storage_out, phase, shall
zolgensma-hk receipt-to-therapy           product_received > administration_start, container, shall
zolgensma-hk syringe                      syringe_drawn > administration, container, shall
upstaza-il   frozen                       product_received > storage_out, phase, shall
upstaza-il   thawed                       thaw_end > administration_start, phase, shall
upstaza-il   thaw-to-use                  thaw_start > administration, container, shall
yescarta-us  infusion-duration            administration_start > administration_end, container, shall
yescarta-us  post-thaw                    thaw_end > administration, container, shall
yescarta-us  lymphodepletion-start        lymphodepletion_start > administration, therapy to its first, information
yescarta-us  lymphodepletion-end          lymphodepletion_end > administration, therapy to its first, information
tecartus-us  infusion-duration            administration_start > administration_end, container, shall
tecartus-us  lymphodepletion-start        lymphodepletion_start > administration, therapy to its first, information
tecartus-us  lymphodepletion-end          lymphodepletion_end > administration, therapy to its first, information
breyanzi-us  removal-to-administration    storage_out > administration, therapy, shall
breyanzi-us  lymphodepletion-to-infusion  lymphodepletion_end > administration, therapy to its first, shall
abecma-us    lymphodepletion-to-infusion  lymphodepletion_end > administration, therapy to its first, information
carvykti-us  thaw-to-infusion             thaw_end > administration_end, container, shall
carvykti-us  lymphodepletion-to-infusion  lymphodepletion_end > administration, therapy to its first, shall
carvykti-us  lymphodepletion-repeat       lymphodepletion_end > administration, therapy to its first, information
carvykti-us  premedication                premedication > administration_start, therapy to its first, should
aucatzyl-us  second-dose                  administration_start of dose 1 > administration_start of dose 2, therapy, shall
aucatzyl-us  second-dose-postponed        administration_start of dose 1 > administration_start of dose 2, therapy, shall
aucatzyl-us  blast-assessment             last bone_marrow_sample > lymphodepletion_start, therapy, shall
tecelra-us   frozen                       product_received > storage_out, phase, shall
amtagvi-us   lymphodepletion-washout      lymphodepletion_end > administration, therapy to its first, shall
amtagvi-us   lymphodepletion-to-infusion  lymphodepletion_end > administration, therapy to its first, shall
ryoncil-us   frozen                       product_received > storage_out, phase, shall
ryoncil-us   dose-interval                administration_end > administration_start, next container, shall
ryoncil-us   response-assessment          administration_start > first response_assessment, container, should
omisirge-us  second-fraction              administration_end of component CF > administration_start of component NF, therapy, shall
omisirge-us  fraction-order               administration_end of component CF < administration_start of component NF, therapy, shall
lantidra-us  fresh                        product_received > administration_start, phase, shall
lantidra-us  release-to-use               product_released > administration, container, shall
lantidra-us  induction                    immunomodulation_start > administration_start, therapy to its first, shall
hemacord-us  prepared-unit                preparation_end > administration, container, shall
hemacord-us  dmso-in-a-day                administration_start > administration_end, rate, shall
gintuit-us   room-temperature             product_received > opened, phase, shall
gintuit-us   opened-to-application        opened > administration, container, shall
laviv-us     refrigerated                 product_received > storage_out, phase, shall
laviv-us     warm-up                      storage_out > administration, container, information
laviv-us     session-interval             administration_start > administration_start, next dose, information
hemgenix-us  in-use                       preparation > administration, container, shall
lyfgenia-us  post-thaw                    thaw_end > administration, container, shall
lyfgenia-us  conditioning-washout         conditioning_end > administration_start, therapy to its first, shall
casgevy-us   conditioning-washout         conditioning_end > administration_start, therapy to its first, shall
casgevy-us   conditioning-to-infusion     conditioning_end > administration, therapy to its first, shall
casgevy-us   apheresis-cycles             mobilisation_start > mobilisation_start, next instance, shall
casgevy-us   iron-chelation               chelation_end > conditioning_start, therapy, shall
casgevy-us   disease-modifying-therapy    earlier_medicine_end > first mobilisation_start, therapy, shall
lenmeldy-us  infusion-duration            administration_start > administration_end, container, information
adstiladrin-us vial-storage               thaw_start > syringe_drawn, container, shall | thaw_end
adstiladrin-us thaw                       thaw_start > thaw_end, container, shall
luxturna-us  preparation                  preparation > administration, container, shall
luxturna-us  second-eye                   administration_end > administration_start, next container, shall
luxturna-us  immunomodulation             immunomodulation_start > administration, container, information
imlygic-us   frozen                       storage_in > storage_out, phase, shall
imlygic-us   shipper-hold                 shipper_sealed > storage_in, container, shall
imlygic-us   second-dose                  administration_start of dose 1 > administration_start of dose 2, therapy, information
imlygic-us   dose-interval                administration_start > administration_start, next dose, information
provenge-us  dose-interval                administration_start > administration_start, next container, information
provenge-us  release-before-use           product_released < administration_start, container, shall
provenge-us  expiry                       administration_start, expiry, shall
zolgensma-us infusion-duration            administration_start > administration_end, container, information
roctavian-us infusion-rate                administration_start > administration_end, rate, information
elevidys-us  vaccines                     last vaccination > immunomodulation_start, therapy to its first, should
laviv-us     dating-period                shipper_sealed > administration, container, shall
allocord-us  frozen                       product_received > storage_out, phase, shall
otarmeni-us  opened-to-administration     opened > administration, container, shall
kresladi-us  apheresis-cycles             mobilisation_start > mobilisation_start, next instance, shall
skysona-us   conditioning-washout         conditioning_end > administration_start, therapy to its first, shall
skysona-us   live-vaccines                last vaccination > conditioning_start, therapy, information
lenmeldy-us  vaccines                     last vaccination > conditioning_start, therapy, information
zynteglo-us  iron-chelation               chelation_end > conditioning_start, therapy, should
lyfgenia-us  iron-chelation               chelation_end > collection_start, therapy, information
amtagvi-us   availability                 availability_confirmed < lymphodepletion_start, therapy, shall
yescarta-us  availability                 availability_confirmed < lymphodepletion_start, therapy, shall
amtagvi-us   one-bag-at-a-time            administration_end < thaw_start, next container, shall
abecma-us    into-store-before-shipper-expires storage_in < shipper_expires, container, shall
breyanzi-us  live-vaccines                last vaccination > lymphodepletion_start, therapy, information
abecma-us    live-vaccines                last vaccination > lymphodepletion_start, therapy, information
carvykti-us  live-vaccines                last vaccination > lymphodepletion_start, therapy, information
kymriah-us   live-vaccines                last vaccination > lymphodepletion_start, therapy, information
yescarta-us  live-vaccines                last vaccination > lymphodepletion_start, therapy, information
tecartus-us  live-vaccines                last vaccination > lymphodepletion_start, therapy, information
aucatzyl-us  live-vaccines                last vaccination > lymphodepletion_start, therapy, information
amtagvi-us   premedication                premedication > administration_start, therapy to its first, information
abecma-us    premedication                premedication > administration_start, therapy to its first, information
breyanzi-us  premedication                premedication > administration_start, therapy to its first, information
tecelra-us   premedication                premedication > administration_start, therapy to its first, information
omisirge-us  premedication                premedication > administration_start, therapy to its first, information
ryoncil-us   premedication                premedication > administration_start, therapy to its first, information
kymriah-eu   one-bag-at-a-time            administration_end < thaw_start, next container, shall
kymriah-us   one-bag-at-a-time            administration_end < thaw_start, next container, shall
abecma-eu    one-bag-at-a-time            administration_end < thaw_start, next container, should
abecma-us    one-bag-at-a-time            administration_end < thaw_start, next container, shall
alofisel-eu  one-vial-at-a-time           administration_end < preparation_start, next container, shall
breyanzi-eu  cd8-before-cd4               administration_end of component CD8 < administration_start of component CD4, therapy, shall
breyanzi-uk  cd8-before-cd4               administration_end of component CD8 < administration_start of component CD4, therapy, shall
breyanzi-us  cd8-before-cd4               administration of component CD8 < administration_start of component CD4, therapy, shall
tecelra-us   on-site-before-lymphodepletion    product_received < lymphodepletion_start, therapy, shall
tecelra-us   into-store-before-shipper-expires storage_in < shipper_expires, container, shall
yescarta-eu  availability                 availability_confirmed < lymphodepletion_start, therapy, shall
tecartus-uk  availability                 availability_confirmed < lymphodepletion_start, therapy, shall
abecma-eu    availability                 availability_confirmed < lymphodepletion_start, therapy, shall
tecartus-eu  availability                 availability_confirmed < lymphodepletion_start, therapy, shall
tecartus-ch  availability                 availability_confirmed < lymphodepletion_start, therapy, shall
kymriah-eu   availability                 availability_confirmed < lymphodepletion_start, therapy, should
kymriah-ch   availability                 availability_confirmed < lymphodepletion_start, therapy, shall
kymriah-us   availability                 availability_confirmed < lymphodepletion_start, therapy, shall
breyanzi-uk  availability                 availability_confirmed < lymphodepletion_start, therapy, shall
carvykti-us  availability                 availability_confirmed < lymphodepletion_start, therapy, shall
carvykti-eu  availability                 availability_confirmed < lymphodepletion_start, therapy, should
"""

#: Which events would show what a label forbids; from its flags, of which the others leave no event.
FORBIDDEN = """
abecma-eu      refreeze    refrozen
abecma-il      refreeze    refrozen
adstiladrin-us refreeze    refrozen
alofisel-eu    irradiate   irradiated
alofisel-eu    refrigerate refrigerated
breyanzi-uk    refreeze    refrozen
carvykti-eu    refreeze    refrozen
carvykti-eu    irradiate   irradiated
carvykti-eu    refrigerate refrigerated after thaw_end
ebvallo-ch     irradiate   irradiated
ebvallo-ch     refreeze    refrozen
luxturna-il    refreeze    refrozen
tecartus-il    refreeze    refrozen
casgevy-eu     irradiate   irradiated
casgevy-eu     refreeze    refrozen
ebvallo-eu     irradiate   irradiated
ebvallo-eu     refreeze    refrozen
gintuit-us     refrigerate refrigerated
hemacord-us    irradiate   irradiated
holoclar-eu    irradiate   irradiated
holoclar-eu    refrigerate refrigerated
imlygic-ch     refreeze    refrozen
imlygic-uk     refreeze    refrozen
kymriah-eu     refreeze    refrozen or storage_in after thaw_start
lenmeldy-us    irradiate   irradiated
lenmeldy-us    refreeze    refrozen
luxturna-eu    refreeze    refrozen
lyfgenia-us    irradiate   irradiated
lyfgenia-us    refreeze    refrozen
omisirge-us    irradiate   irradiated
skysona-us     irradiate   irradiated
spherox-eu     irradiate   irradiated
tecartus-eu    refreeze    refrozen
tecartus-uk    irradiate   irradiated
tecartus-uk    refreeze    refrozen
upstaza-eu     refreeze    refrozen
upstaza-il     refreeze    refrozen
yescarta-eu    refreeze    refrozen
zolgensma-hk   refreeze    refrozen
zolgensma-us   refreeze    refrozen
"""

#: Labels of which nothing with a number was read: their files hold gaps and prohibitions alone.
NO_NUMBER = """
aucatzyl-eu provenge-eu libmeldy-eu zynteglo-eu vyjuvek-eu maci-eu chondrocelect-eu glybera-eu
zemcelpro-eu waskyra-eu adstiladrin-eu itvisma-eu abecma-uk aucatzyl-uk casgevy-uk yescarta-uk upstaza-uk hemgenix-uk
breyanzi-ch carvykti-ch casgevy-ch hemgenix-ch libmeldy-ch yescarta-il
hpc-cord-blood-us rethymic-us stratagraft-us maci-us symvess-us encelto-us zevaskyn-us waskyra-us
papzimeos-us itvisma-us beqvez-us vyjuvek-us kebilidi-us regenecyte-us ducord-us clevecord-us
clinimmune-us lifesouth-us bloodworks-us
tregzi-us tudriqev-us genglycos-us fayuvi-us
"""

#: Numbers that the facts give in words or in second_reader.md, and not as a value of the JSON files.
_SECOND = "in second_reader.md alone"
_DAYS = "the days of lymphodepletion, in a note of catalogue_us.json"
_LABELS = "in the words of label_facts_eu.json alone"
_DOSAGE = "read in the Swiss chapter on dosage after the facts were written"
_BUSULFAN = "busulfan on days -3 and -2: in a note of catalogue_eu.json"
_LATER_US = "in label_facts_us.json alone"
EXCEPTIONS = {
    ("yescarta-eu", "60 min"): "30-60 min: in a note of catalogue_eu.json, confirmed in second_reader.md",
    ("carvykti-eu", "30 min"): _SECOND,
    ("carvykti-eu", "60 min"): _SECOND,
    ("carvykti-us", "30 min"): _SECOND,
    ("carvykti-us", "60 min"): _SECOND,
    ("carvykti-us", "14 days"): _SECOND,
    ("zolgensma-eu", "24 h"): _SECOND,
    ("strimvelis-eu", "15 min"): _SECOND,
    ("strimvelis-eu", "30 min"): _SECOND,
    ("strimvelis-eu", "3 days"): _BUSULFAN,
    ("strimvelis-eu", "2 days"): _BUSULFAN,
    ("yescarta-us", "5 days"): _DAYS,
    ("yescarta-us", "3 days"): _DAYS,
    ("tecartus-us", "5 days"): _DAYS,
    ("tecartus-us", "4 days"): _DAYS,
    ("zolgensma-us", "60 min"): "over 60 min: in a note of catalogue_us.json",
    ("elevidys-us", "4 weeks"): "in the words of a source of catalogue_us.json",
    ("laviv-us", "24 h"): _LATER_US,
    ("allocord-us", "-150 degC"): _LATER_US,
    ("otarmeni-us", "4 h"): _LATER_US,
    ("kresladi-us", "14 days"): _LATER_US,
    ("skysona-us", "48 h"): _LATER_US,
    ("skysona-us", "6 weeks"): _LATER_US,
    ("breyanzi-us", "6 weeks"): _LATER_US,
    ("abecma-us", "6 weeks"): _LATER_US,
    ("carvykti-us", "6 weeks"): _LATER_US,
    ("kymriah-us", "6 weeks"): _LATER_US,
    ("yescarta-us", "6 weeks"): _LATER_US,
    ("tecartus-us", "6 weeks"): _LATER_US,
    ("aucatzyl-us", "6 weeks"): _LATER_US,
    ("lenmeldy-us", "6 weeks"): _LATER_US,
    ("amtagvi-us", "30 min"): _LATER_US,
    ("amtagvi-us", "60 min"): _LATER_US,
    ("abecma-us", "30 min"): _LATER_US,
    ("tecelra-us", "30 min"): _LATER_US,
    ("tecelra-us", "60 min"): _LATER_US,
    ("omisirge-us", "30 min"): _LATER_US,
    ("ryoncil-us", "30 min"): _LATER_US,
    ("ryoncil-us", "60 min"): _LATER_US,
    ("zynteglo-us", "7 days"): _LATER_US,
    ("lyfgenia-us", "7 days"): _LATER_US,
    ("upstaza-il", "25 degC"): "in a quotation under Kebilidi in catalogue_us.json",
    ("carvykti-eu", "15 min"): _LABELS,
    ("abecma-eu", "9 days"): _LABELS,
    ("abecma-eu", "4 weeks"): _LABELS,
    ("skysona-eu", "14 days"): _LABELS,
    ("yescarta-eu", "5 days"): _LABELS,
    ("yescarta-eu", "3 days"): _LABELS,
    ("abecma-ch", "9 days"): _LABELS,
    ("abecma-ch", "4 weeks"): _LABELS,
    ("yescarta-ch", "5 days"): _DOSAGE,
    ("yescarta-ch", "3 days"): _DOSAGE,
}

#: Limits of the JSON files that stand in no file of that label, each with its reason.
_ELSEWHERE = "read in the Swiss text: it stands in that label's file"
OMITTED = {
    ("tecartus-uk", "least", "-90 degC"): "an allowance widens a side that its storage has: in a note",
    ("ebvallo-eu", "most", "60 months"): _ELSEWHERE,
    ("zolgensma-eu", "most", "24 months"): _ELSEWHERE,
    ("imlygic-ch", "most", "24 h"): "correction 19: the Swiss value was not readable",
    ("abecma-us", "most", "7 days"): "the text does not say from which day they count: an information gap says it",
}

#: What the facts call a window that is none of a label's limits.
NO_LIMIT = {"process", "nominal", "informational", "ordering", "sequence"}

SECONDS = {"s": 1, "min": 60, "h": 3600, "days": 86400, "weeks": 604800}


def written(text: str) -> object:
    """Read a value of the table without the library's own unit gate."""
    number, _, unit = text.partition(" ")
    if unit.startswith("degC"):
        ends = tuple(float(part) if part else None for part in number.split(".."))
        return (*ends, *unit.split()[1:])
    if unit.startswith(("mL", "g/kg")):
        return text
    return f"{number} months" if unit == "months" else float(number) * SECONDS.get(unit, 1)


def table(text: str, columns: int) -> list[list[str]]:
    """Split each row at its spaces; the last column may hold some."""
    return [line.split(maxsplit=columns - 1) for line in text.strip().splitlines()]


def name_of(limit: Requirement) -> str:
    """Return the limit's code, with the values of its condition."""
    values = ",".join(value for part in limit.when.values() for value in part)
    return f"{limit.code}[{values}]".replace(" ", "_") if values else limit.code


def degrees(limits: TemperatureRange) -> Iterator[tuple[str, object]]:
    strict = () if limits.inclusive else ("strict",)
    for field, value in (("lower", limits.lower_degC), ("upper", limits.upper_degC)):
        if value is not None:
            yield field, (value, *strict)


def band(limits: TemperatureRange) -> tuple[object, ...]:
    """Return a band's two ends; one temperature printed without a tolerance is both."""
    if limits.nominal_degC is not None:
        return limits.nominal_degC, limits.nominal_degC, "nominal"
    return (limits.lower_degC, limits.upper_degC, *(() if limits.inclusive else ("strict",)))


def rate_of(rate: Rate) -> str:
    """Return a rate as the table writes it."""
    size = f"{rate.at_most / 60:g} mL/min" if rate.unit == "mL/h" else f"{rate.at_most:g} {rate.unit}"
    return size if rate.over_s is None else f"{size} over {rate.over_s / 3600:g} h"


def life(value: CalendarPeriod | float) -> object:
    if isinstance(value, CalendarPeriod):
        return f"{value.months} months" if value.months else value.days * 86400.0
    return value


def numbers(product: Product) -> Iterator[tuple[str, str, object]]:
    """Yield every number: times in seconds, temperatures in °C, shelf lives in months or seconds."""
    for store in product.storage:
        yield from ((name_of(store), *found) for found in degrees(store.range))
        if store.shelf_life is not None:
            yield name_of(store), "shelf_life", life(store.shelf_life)
    for window in product.windows:
        for field, value, size in (
            ("at_least", window.at_least_s, 1),
            ("at_most", window.at_most_s, 1),
            ("at_least_days", window.at_least_days, 86400),
            ("at_most_days", window.at_most_days, 86400),
        ):
            if value is not None:
                yield name_of(window), field, float(value * size)
        if window.within is not None:
            yield name_of(window), "within", band(window.within)
    for allowance in product.allowances:
        yield from ((name_of(allowance), *found) for found in degrees(allowance.range))
        if allowance.at_most_s is not None:
            yield name_of(allowance), "at_most", allowance.at_most_s
        if allowance.times is not None:
            yield name_of(allowance), "times", float(allowance.times)
    for budget in product.budgets:
        yield name_of(budget), "band", band(budget.band)
        yield name_of(budget), "at_most", budget.at_most_s
    yield from ((name_of(rate), "rate", rate_of(rate)) for rate in product.rates)


def of(name: str, which: When) -> str:
    """Return one end of a clock, with the containers that it is about."""
    return " ".join([name, *(f"of {key} {' or '.join(values)}" for key, values in which.items())])


def clocks(product: Product) -> Iterator[tuple[str, str]]:
    """Yield what every phase, clock, order and rate runs between, in the words of the table."""
    for store in product.storage:
        yield store.code, f"{store.starts} > {store.ends}, phase, {store.obligation}"
    for window in product.windows:
        since = f" | {window.within_from}" if window.within_from else ""
        scope = f"{window.scope} to its first" if window.until_first else window.scope
        starts = "last " * (window.starts_instance == "last") + of(window.starts, window.starts_of)
        ends = "first " * (window.ends_instance == "first") + of(window.ends, window.ends_of)
        yield window.code, f"{starts} > {ends}, {scope}, {window.obligation}{since}"
    for order in product.preconditions:
        sides = f"{of(order.before, order.before_of)} < {of(order.after, order.after_of)}"
        yield order.code, f"{sides}, {order.scope}, {order.obligation}"
    for budget in product.budgets:
        yield budget.code, f"{budget.starts} > {budget.ends}, budget, {budget.obligation}"
    for rate in product.rates:
        yield rate.code, f"{rate.starts} > {rate.ends}, rate, {rate.obligation}"
    if product.expiry is not None:
        yield product.expiry.code, f"{product.expiry.by}, expiry, {product.expiry.obligation}"


def test_there_are_product_files() -> None:
    assert len(FILES) >= 94
    assert len(PRODUCTS) == len(FILES), "two files of one name"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_named_and_placed_after_what_it_holds(path: Path) -> None:
    product = PRODUCTS[path.stem]
    assert path.stem == product.slug
    assert path.parent.name == product.jurisdiction.lower()


@EVERY
def test_every_limit_says_where_it_was_read(product: Product) -> None:
    for limit in product.requirements():
        cited = limit.citation
        assert all((cited.label, cited.revision, cited.url, cited.evidence)), limit.code
        assert cited.section, limit.code


@EVERY
def test_a_label_with_lymphodepletion_says_whether_the_product_must_be_available_before(product: Product) -> None:
    """Where it is neither a limit nor a gap, a therapy begun without its product would conform."""
    asked = [*product.requirements(), *product.unread_limits]
    if any("lymphodepletion" in limit.code for limit in asked):
        assert any(limit.code in {"availability", "on-site-before-lymphodepletion"} for limit in asked)


@EVERY
def test_every_clock_and_phase_names_both_ends(product: Product) -> None:
    for limit in product.requirements():
        assert all(map(is_moment, limit.moments)), limit.code
    assert set(product.conditions) <= set(CONDITIONS)


@pytest.mark.parametrize("slug", sorted({row[0] for row in table(NUMBERS, 4)}))
def test_numbers_equal_their_second_transcription(slug: str) -> None:
    expected = {(code, field): written(value) for name, code, field, value in table(NUMBERS, 4) if name == slug}
    found = {(code, field): value for code, field, value in numbers(PRODUCTS[slug])}
    assert found == expected


@pytest.mark.parametrize("slug", sorted({row[0] for row in table(CLOCKS, 3)}))
def test_clocks_equal_their_second_transcription(slug: str) -> None:
    assert set(clocks(PRODUCTS[slug])) == {(code, clock) for name, code, clock in table(CLOCKS, 3) if name == slug}


def test_forbidden_events_equal_their_second_transcription() -> None:
    found = {
        (slug, ban.code, " or ".join(ban.forbids) + (f" after {ban.after}" if ban.after else ""))
        for slug, product in PRODUCTS.items()
        for ban in product.prohibitions
        if ban.forbids
    }
    assert found == set(map(tuple, table(FORBIDDEN, 3)))


@EVERY
def test_what_is_frozen_again_is_shown_under_every_label_that_forbids_it(product: Product) -> None:
    for ban in product.prohibitions:
        assert ("refrozen" in ban.forbids) == (ban.code == "refreeze")
        assert ("irradiated" in ban.forbids) == (ban.code == "irradiate")


def test_every_product_was_transcribed_twice() -> None:
    transcribed = {row[0] for row in table(NUMBERS, 2)}
    assert transcribed == {row[0] for row in table(CLOCKS, 2)}
    assert transcribed | set(NO_NUMBER.split()) == set(PRODUCTS)
    assert not transcribed & set(NO_NUMBER.split())


@pytest.mark.parametrize("slug", NO_NUMBER.split())
def test_a_label_that_nobody_read_says_so(slug: str) -> None:
    product = PRODUCTS[slug]
    assert not list(numbers(product))
    assert {limit.rule for limit in product.unread_limits if limit.obligation == "shall"} >= {"T101", "W201", "S301"}


@EVERY
def test_a_gap_ends_the_sentence_that_the_finding_begins(product: Product) -> None:
    for limit in product.unread_limits:
        assert limit.note, limit.code
        assert not limit.note.endswith("."), limit.note
        assert not limit.note.startswith(("The ", "Not ", "Read")), limit.note


#: Genetically modified or tumour-derived cells and cord blood, given after lymphodepletion or conditioning, by their INN.
AFTER_A_REGIMEN = re.compile(r"(autoleucel|vicleucel|maraleucel|lifileucel|autotemcel|omidubicel|HPC, cord blood)$")


@pytest.mark.parametrize("slug", [slug for slug, one in PRODUCTS.items() if AFTER_A_REGIMEN.search(one.inn)])
def test_the_days_after_lymphodepletion_or_conditioning_are_a_limit_or_a_gap(slug: str) -> None:
    product = PRODUCTS[slug]
    regimens = {"lymphodepletion_start", "lymphodepletion_end", "conditioning_end"}
    limits = [one for one in product.windows if one.starts in regimens and one.ends.startswith("administration")]
    words = re.compile("lymphodepletion|conditioning|regimen")
    gaps = [one for one in product.unread_limits if one.rule == "W201" and words.search(f"{one.code} {one.note}")]
    told = {one.obligation for one in [*limits, *gaps]}
    assert "shall" in told or (product.jurisdiction != "US" and "should" in told)


def test_the_page_of_shapes_names_what_shows_each() -> None:
    root = ROOT
    rows = re.findall(
        r"^\| (\d+\w?) \| .+ \| (\w+) \| .+ \| (.+) \|$", (root / "docs/shapes.md").read_text("utf-8"), re.MULTILINE
    )
    assert len(rows) == 40 + 38 + 4
    for number, status, shown in rows:
        assert status in {"yes", "said", "plan", "no"}, number
        assert all(name in PRODUCTS or (root / name).is_file() for name in shown.split(", ")), shown


@EVERY
def test_nothing_read_in_another_jurisdiction_is_a_limit_here(product: Product) -> None:
    assert {limit.citation.evidence for limit in product.requirements()} <= {"regulator", "manufacturer", "secondary"}


@pytest.mark.parametrize("slug", ["luxturna-eu", "luxturna-us", "ryoncil-us"])
def test_days_between_containers_are_days(slug: str) -> None:
    rows = [
        ("A", "thaw_start", "2026-11-10T08:00Z"),
        ("A", "administration_start", "2026-11-10T10:00Z"),
        ("A", "administration_end", "2026-11-10T10:30Z"),
        ("B", "thaw_start", "2026-11-10T09:00Z"),
        ("B", "administration_start", "2026-11-10T11:30Z"),
    ]
    table = pd.DataFrame(rows, columns=["container_id", "event", "time"]).assign(therapy_id="T1")
    result = assess(read_events(table), product=slug, rules=["W201"], site=Site(tz="Europe/Paris"))
    found = result.findings.set_index(["code", "container_id"])["verdict"]
    code = "dose-interval" if slug == "ryoncil-us" else "second-eye"
    assert found[code, "B"] == "deviates"


# -- against the facts themselves: made-up ones everywhere, the real ones where they are at hand

ISO = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
MADE_UP_FACTS, REAL_FACTS = DATA / "facts", Path(SHARED, "facts")


def iso(text: str) -> object | None:
    """Read an ISO 8601 duration as months or as seconds."""
    match = ISO.fullmatch(text)
    if not match or not any(match.groups()):
        return None
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    if years or months:
        return f"{12 * years + months} months"
    return float(((weeks * 7 + days) * 24 + hours) * 3600 + minutes * 60 + seconds)


def entries_of(folder: Path, name: str) -> list[dict[str, object]]:
    """Return what the facts files hold of a brand, in any region."""
    return [
        entry
        for path in sorted(folder.glob("catalogue_*.json"))
        for entry in json.loads(path.read_text("utf-8"))
        if name in re.findall(r"\w+", entry["brand"])
    ]


def rates_of(folder: Path, name: str) -> set[str]:
    """Return every rate that the facts files hold of a brand, as the table writes it."""
    text = (
        json.dumps(entries_of(folder, name)).replace(" in 1 h", "/h over 1 h").replace("g/kg/day", "g/kg/d over 24 h")
    )
    return set(re.findall(r"[\d.]+ (?:mL/min|mL/kg/h over 1 h|g/kg/d over 24 h)", text))


def facts_of(folder: Path, name: str) -> tuple[set[float], set[object]]:
    """Return every temperature and every duration that the facts files hold of a brand, in any region."""
    degrees, durations = set[float](), set[object]()
    waiting: list[dict[str, object]] = entries_of(folder, name)
    while waiting:
        item = waiting.pop()
        for key, value in item.items():
            if isinstance(value, dict):
                waiting.append(value)
            elif isinstance(value, list):
                waiting += [part for part in value if isinstance(part, dict)]
            elif isinstance(value, (int, float)) and key.endswith("_c"):
                degrees.add(float(value))
            elif isinstance(value, str) and (duration := iso(value)) is not None:
                durations.add(duration)
    return degrees, durations


def not_in_the_facts(folder: Path, product: Product, exceptions: Iterable[tuple[str, str]]) -> list[object]:
    """Return a product's numbers, each with its code and field, that neither the facts nor an exception hold."""
    temperatures, durations = facts_of(folder, product.name)
    excused = {written(text) for slug, text in exceptions if slug == product.slug}
    rates = rates_of(folder, product.name)
    missing: list[object] = []
    for code, field, value in numbers(product):
        if isinstance(value, tuple):
            ends = {end for end in value if isinstance(end, float) and (end,) not in excused}
            missing += [(code, field, end) for end in sorted(ends - temperatures)]
        elif field == "rate":
            missing += [] if value in rates else [(code, field, value)]
        elif field != "times" and value not in durations | excused:
            missing.append((code, field, value))
    return missing


def exceptions_without_need(
    folder: Path, products: Mapping[str, Product], exceptions: Iterable[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Return the exceptions whose number the facts hold, or the product does not."""
    idle = []
    for slug, text in exceptions:
        value, mine = written(text), [number for _, _, number in numbers(products[slug])]
        temperatures, durations = facts_of(folder, products[slug].name)
        if isinstance(value, tuple):
            known, used = value[0] in temperatures, any(isinstance(one, tuple) and value[0] in one for one in mine)
        else:
            known, used = value in durations, value in mine
        idle += [(slug, text)] if known or not used else []
    return idle


def sides(product: Product) -> tuple[set[object], set[object]]:
    """Return the numbers below which, and above which, a label lets nothing be."""
    least, most = set[object](), set[object]()
    for _, field, value in numbers(product):
        if field in {"within", "band"} and isinstance(value, tuple):
            least.add(value[:1])
            most.add(value[1:2])
        elif isinstance(value, tuple):
            (least if field == "lower" else most).add(value[:1])
        else:
            (least if field.startswith("at_least") else most).add(value)
    return least, most


def regions(entry: dict[str, str], window: dict[str, str]) -> list[str]:
    """Return the jurisdictions whose texts a window was read in."""
    said = re.split(r"[;(]", window.get("evidence") or entry["region"])[0]
    return [region.strip().lower() for region in said.split("/")]


def limits_of_the_facts(folder: Path) -> Iterator[tuple[str, str, object]]:
    """Yield every limit of the JSON files: the label's slug, on which side it bounds, and the number."""
    for path in sorted(folder.glob("catalogue_*.json")):
        for entry in json.loads(path.read_text("utf-8")):
            parts = [(part, [entry["region"].lower()]) for part in entry["storage"]]
            parts += [(window, regions(entry, window)) for window in entry["windows"] if window["kind"] not in NO_LIMIT]
            parts += [(part, regions(entry, part)) for part in entry.get("excursions", [])]
            for part, places in parts:
                brand = entry["brand"].split()[0].lower()
                for side, value in bounds(part):
                    yield from ((f"{brand}-{place}", side, value) for place in places)


def bounds(part: dict[str, object]) -> Iterator[tuple[str, object]]:
    """Yield each number of a storage, window or excursion of the JSON files, with the side that it bounds."""
    keys = {"min_c": "least", "max_c": "most", "up_to_c": "most", "min": "least", "max": "most", "shelf_life": "most"}
    for key, side in keys.items():
        value = part.get(key)
        if isinstance(value, str) and iso(value) is not None:
            yield side, iso(value)
        elif isinstance(value, (int, float)):
            yield side, (float(value),)
    if isinstance(count := part.get("count_max"), int):
        yield "most", float(count)


def left_out(folder: Path, products: Mapping[str, Product]) -> set[tuple[str, str, object]]:
    """Return the limits of the facts that stand in no file of their label."""
    missing = set()
    for slug, side, value in limits_of_the_facts(folder):
        least, most = sides(products[slug]) if slug in products else (set(), set())
        if value not in (least if side == "least" else most):
            missing.add((slug, side, value))
    return missing


@pytest.fixture
def invented(tmp_path: Path) -> Callable[..., Product]:
    """Return the invented label, perhaps with another text in the place of one of its own."""

    def read(old: str = "", new: str = "") -> Product:
        path = tmp_path / "example-eu.toml"
        path.write_text(INVENTED.replace(old, new) if old else INVENTED, "utf-8")
        return read_product(path)

    return read


def test_a_number_that_no_fact_holds_is_shown(invented: Callable[..., Product]) -> None:
    assert not_in_the_facts(MADE_UP_FACTS, invented(), ()) == []
    longer, warmer = invented('"8 h"', '"9 h"'), invented('"8 degC"', '"9 degC"')
    assert not_in_the_facts(MADE_UP_FACTS, longer, ()) == [("in-use", "at_most", 9 * 3600.0)]
    assert not_in_the_facts(MADE_UP_FACTS, warmer, ()) == [("fridge", "upper", 9.0)]
    for product, text in ((longer, "9 h"), (warmer, "9 degC")):
        assert not_in_the_facts(MADE_UP_FACTS, product, [("example-eu", text)]) == []
        assert exceptions_without_need(MADE_UP_FACTS, {"example-eu": product}, [("example-eu", text)]) == []
    needless = [("example-eu", text) for text in ("8 h", "8 degC", "7 h")]
    assert exceptions_without_need(MADE_UP_FACTS, {"example-eu": invented()}, needless) == needless


def test_a_rate_of_the_facts_is_read_as_the_table_writes_it() -> None:
    assert rates_of(MADE_UP_FACTS, "Example") == {"5 mL/min", "10 mL/kg/h over 1 h", "0.5 g/kg/d over 24 h"}
    assert rates_of(MADE_UP_FACTS, "Exam") == set()


def test_a_limit_of_the_facts_that_no_file_of_its_label_holds_is_shown(invented: Callable[..., Product]) -> None:
    elsewhere = {("example-eu", "most", 4 * 3600.0), ("example-eu", "most", (25.0,)), ("example-eu", "most", 1.0)}
    unread = {("example-eu", "most", "9 months"), ("example-eu", "least", 2 * 86400.0)}
    other_label = {("example-uk", "most", 8 * 3600.0)}
    assert left_out(MADE_UP_FACTS, {"example-eu": invented()}) == elsewhere | unread | other_label
    warmer = left_out(MADE_UP_FACTS, {"example-eu": invented('"2 degC"', '"3 degC"')})
    assert warmer == elsewhere | unread | other_label | {("example-eu", "least", (2.0,))}


@pytest.mark.skipif(not SHARED, reason="ATMP_SHARED names no folder with the facts")
def test_the_catalogue_and_the_facts_hold_the_same_numbers() -> None:
    missing = {slug: not_in_the_facts(REAL_FACTS, product, EXCEPTIONS) for slug, product in PRODUCTS.items()}
    assert {slug: found for slug, found in missing.items() if found} == {}
    assert exceptions_without_need(REAL_FACTS, PRODUCTS, EXCEPTIONS) == []
    omitted = {(slug, side, written(text)) for slug, side, text in OMITTED}
    assert left_out(REAL_FACTS, PRODUCTS) == omitted


def test_durations_of_the_facts_are_read() -> None:
    texts = ("P9M", "P1Y", "P2W", "PT30M", "PT2M30S", "P", "frozen")
    assert [iso(text) for text in texts] == ["9 months", "12 months", 1209600.0, 1800.0, 150.0, None, None]
