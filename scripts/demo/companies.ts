/** The companies of the demo, all invented. Their domains end in `.example`, which belongs to nobody (RFC 2606). */

export type Country = 'AT' | 'BE' | 'CH' | 'DE' | 'DK' | 'ES' | 'FI' | 'FR' | 'IT' | 'JP' | 'NL' | 'NO' | 'PL' | 'SE' | 'US'

export interface Company {
  /** Number in the CRM: account `A-1001`, its people `P-1001-1`, its deal `D-1001`. */
  readonly number: number
  readonly name: string
  readonly domain: string
  readonly industry: string
  readonly country: Country
  readonly employees: number
}

type Line = readonly [name: string, domain: string, industry: string, country: Country, employees: number]

const lines: readonly Line[] = [
  ['Terhorst Lebensmittel', 'terhorst', 'Food', 'DE', 1450],
  ['Ostermoor Retail', 'ostermoor', 'Retail', 'DE', 8200],
  ['Caldera Parts', 'calderaparts', 'Automotive', 'US', 2100],
  ['Lindqvarn Papper', 'lindqvarn', 'Paper', 'SE', 960],
  ['Duinmeer Logistics', 'duinmeer', 'Logistics', 'NL', 640],
  ['Marwede Group', 'marwede', 'Logistics', 'DE', 3100],
  ['Marwede Cold Storage', 'marwede', 'Logistics', 'DE', 420],
  ['Kaltenweide Tiefkühlkost', 'kaltenweide', 'Food', 'DE', 780],
  ['Fehnkamp Stahl', 'fehnkamp', 'Metal', 'DE', 1900],
  ['Brackhagen Baustoffe', 'brackhagen', 'Building materials', 'DE', 1250],
  ['Auenhorst Molkerei', 'auenhorst', 'Food', 'DE', 860],
  ['Lüdersen Möbel', 'luedersen', 'Furniture', 'DE', 2300],
  ['Hartenau Getränke', 'hartenau', 'Beverages', 'DE', 540],
  ['Kreutzfelde Automotive', 'kreutzfelde', 'Automotive', 'DE', 5400],
  ['Quellbach Mineralbrunnen', 'quellbach', 'Beverages', 'DE', 310],
  ['Rothenfeld Pharma', 'rothenfeld', 'Pharma', 'DE', 4200],
  ['Steinwarder Spedition', 'steinwarder', 'Logistics', 'DE', 720],
  ['Elbmarsch Frische', 'elbmarsch-frische', 'Food', 'DE', 480],
  ['Tannrode Papier', 'tannrode', 'Paper', 'DE', 1100],
  ['Grevenhoff Chemie', 'grevenhoff', 'Chemicals', 'DE', 2600],
  ['Isarwinkel Textil', 'isarwinkel-textil', 'Textiles', 'DE', 690],
  ['Mohrdieck Technik', 'mohrdieck', 'Machinery', 'DE', 1750],
  ['Nienholt Fenster', 'nienholt', 'Building materials', 'DE', 880],
  ['Oderbruch Agrar', 'oderbruch-agrar', 'Agriculture', 'DE', 260],
  ['Pallhuber Verpackung', 'pallhuber', 'Packaging', 'DE', 530],
  ['Rabenau Werkzeuge', 'rabenau-werkzeuge', 'Tools', 'DE', 1340],
  ['Schierke Sport', 'schierke-sport', 'Retail', 'DE', 950],
  ['Uhlendorf Elektro', 'uhlendorf', 'Electronics', 'DE', 3600],
  ['Volkersen Kunststoff', 'volkersen', 'Plastics', 'DE', 620],
  ['Wendhausen Tiernahrung', 'wendhausen', 'Pet food', 'DE', 400],
  ['Drevenack Drogerie', 'drevenack', 'Retail', 'DE', 6100],
  ['Emsdorf Logistik', 'emsdorf', 'Logistics', 'DE', 1020],
  ['Fallersried Ersatzteile', 'fallersried', 'Automotive', 'DE', 740],
  ['Brandhofer Getränke', 'brandhofer', 'Beverages', 'AT', 370],
  ['Zillergrund Holz', 'zillergrund-holz', 'Building materials', 'AT', 450],
  ['Mürzfeld Anlagenbau', 'muerzfeld', 'Machinery', 'AT', 1600],
  ['Rätihorn Pharma', 'raetihorn', 'Pharma', 'CH', 2900],
  ['Seetal Maschinen', 'seetal-maschinen', 'Machinery', 'CH', 830],
  ['Oberaar Chocolatiers', 'oberaar', 'Food', 'CH', 290],
  ['Vechtstroom Foods', 'vechtstroom', 'Food', 'NL', 1150],
  ['Polderhaven Cold Chain', 'polderhaven', 'Logistics', 'NL', 510],
  ['Kaapdijk Bloemen', 'kaapdijk', 'Agriculture', 'NL', 220],
  ['Zuiderwaard Commerce', 'zuiderwaard', 'E-commerce', 'NL', 1850],
  ['Kempenveld Packaging', 'kempenveld', 'Packaging', 'BE', 670],
  ['Scheldebocht Chemicals', 'scheldebocht', 'Chemicals', 'BE', 1480],
  ['Valmorienne Distribution', 'valmorienne', 'Retail', 'FR', 4700],
  ['Clairbois Emballages', 'clairbois', 'Packaging', 'FR', 560],
  ['Saint-Orven Laitiers', 'saint-orven', 'Food', 'FR', 1300],
  ['Roquebrac Pneus', 'roquebrac', 'Automotive', 'FR', 2400],
  ['Loirande Cosmétiques', 'loirande', 'Cosmetics', 'FR', 990],
  ['Wislaniec Meble', 'wislaniec', 'Furniture', 'PL', 1700],
  ['Borowiec Transport', 'borowiec-transport', 'Logistics', 'PL', 430],
  ['Karpatnia Napoje', 'karpatnia', 'Beverages', 'PL', 610],
  ['Norrskog Verktyg', 'norrskog', 'Tools', 'SE', 750],
  ['Fjordvik Seafood', 'fjordvik', 'Food', 'NO', 340],
  ['Sundbølge Retail', 'sundboelge', 'Retail', 'DK', 2200],
  ['Kuusela Components', 'kuusela', 'Electronics', 'FI', 580],
  ['Valdoresi Ceramiche', 'valdoresi', 'Building materials', 'IT', 820],
  ['Montefreddo Gelati', 'montefreddo', 'Food', 'IT', 390],
  ['Officine Brellani', 'brellani', 'Machinery', 'IT', 1240],
  ['Costafría Alimentos', 'costafria', 'Food', 'ES', 1060],
  ['Talleres Urdaval', 'urdaval', 'Metal', 'ES', 470],
  ['Olivar de Sorbes', 'olivar-sorbes', 'Food', 'ES', 180],
  ['Prairie Crest Foods', 'prairiecrest', 'Food', 'US', 3900],
  ['Harlow & Finch Retail', 'harlowfinch', 'Retail', 'US', 7300],
  ['Ironwillow Supply', 'ironwillow', 'Tools', 'US', 1500],
  ['Bluestem Beverage', 'bluestembeverage', 'Beverages', 'US', 920],
  ['Cedar Notch Furniture', 'cedarnotch', 'Furniture', 'US', 1180],
  ['Pinyon Medical', 'pinyonmedical', 'Pharma', 'US', 2700],
  ['Sawgrass Outfitters', 'sawgrassoutfitters', 'Retail', 'US', 640],
  ['Tallow Creek Paper', 'tallowcreek', 'Paper', 'US', 870],
  ['Red Mesa Fulfillment', 'redmesa', 'Logistics', 'US', 1360],
  ['Lakeward Polymers', 'lakeward', 'Plastics', 'US', 2050],
  ['Stonebarn Pet Supply', 'stonebarn', 'Pet food', 'US', 460],
  ['Juniper Hollow Home', 'juniperhollow', 'E-commerce', 'US', 700],
  ['Northfork Cold Storage', 'northforkcold', 'Logistics', 'US', 550],
  ['Palisade Tool Works', 'palisadetools', 'Tools', 'US', 1620],
  ['Windrow Grocers', 'windrowgrocers', 'Retail', 'US', 5200],
  ['Tokihara Foods', 'tokihara', 'Food', 'JP', 2300],
  ['Shirogane Tools', 'shirogane', 'Tools', 'JP', 1400],
  ['Minasato Paper', 'minasato', 'Paper', 'JP', 980],
  ['Hoshikage Electronics', 'hoshikage', 'Electronics', 'JP', 6400],
  ['Amagiri Logistics', 'amagiri', 'Logistics', 'JP', 1700],
  ['Yukinoura Seafood', 'yukinoura', 'Food', 'JP', 350],
  ['Kazehaya Parts', 'kazehaya', 'Automotive', 'JP', 2800],
  ['Sugimori Chemical', 'sugimori', 'Chemicals', 'JP', 1900],
]

const FIRST_NUMBER = 1001

/** Companies that the CRM knows. Two of them claim one domain: a holding and its subsidiary. */
export const companies: readonly Company[] = lines.map(([name, label, industry, country, employees], i) => ({
  number: FIRST_NUMBER + i,
  name,
  domain: `${label}.example`,
  industry,
  country,
  employees,
}))

/** Companies whose people came by before anybody entered them into the CRM: only their e-mail's domain tells. */
export const strangers: readonly Company[] = (
  [
    ['Achterberg Milling', 'achterberg-milling', 'Food', 'NL', 300],
    ['Copper Ridge Lighting', 'copperridge', 'Electronics', 'US', 410],
    ['Fährmann Baumarkt', 'faehrmann-baumarkt', 'Retail', 'DE', 2600],
    ['Grünau Feinkost', 'gruenau-feinkost', 'Food', 'DE', 150],
    ['Ljungmark Industri', 'ljungmark', 'Machinery', 'SE', 900],
    ['Tessandier Vins', 'tessandier', 'Beverages', 'FR', 120],
  ] as const
).map(([name, label, industry, country, employees], i) => ({
  number: 9001 + i,
  name,
  domain: `${label}.example`,
  industry,
  country,
  employees,
}))

/** @throws RangeError when there is no such company */
export function companyNamed(name: string): Company {
  const found = companies.find(company => company.name === name)
  if (!found) throw new RangeError(`no company ${name}`)
  return found
}
