Instance: composition-en-1
InstanceOf: CompositionUvEpi
Title: "Composition for inventcel"
Usage: #inline

* type = https://spor.ema.europa.eu/rmswi/#100000155538
* date = "2031-02-05T00:00:00Z" // any date
* title = "Inventcel, \"leaflet\""
* language = #en

* section[+].
  * title = "B. Package Leaflet"
  * code = https://spor.ema.europa.eu/rmswi/#100000155538
  * code.text = "B. Package Leaflet"
* section[=].section[+]
  * title = "5. How to store inventcel"
  * code = https://spor.ema.europa.eu/rmswi/#100000155538
  * text.div = """<div xmlns='http://www.w3.org/1999/xhtml'>  <p>Store frozen ( -120 C) &nbsp;until
thawed.</p>
 </div>"""
* section[=].section[+] // the next
  * title = "6. Contents"
  * code = https://spor.ema.europa.eu/rmswi/#100000155538
  * text.div = """<div xmlns='http://www.w3.org/1999/xhtml'><p>At < 25 °C.</p></div>"""

Instance: mp1
InstanceOf: MedicinalProductDefinitionUvEpi
* name
  * productName = "Inventcel cells"
