/** Names for invented people, by the language of their country. */
import type { Country } from './companies.ts'
import type { Random } from './random.ts'

interface Names {
  readonly first: readonly string[]
  readonly last: readonly string[]
}

const german: Names = {
  first:
    'Anke Bernd Carla Dirk Elif Frauke Gregor Hanna Ingo Jana Kai Lena Marek Nadine Olaf Petra Ralf Silke Thomas Ute Volker Yasemin'.split(
      ' ',
    ),
  last: 'Ahlers Bartling Cordes Dittmer Ebeling Fricke Gehrke Hinrichs Jessen Köster Lührs Meinert Nolte Oetjen Pohlmann Rehder Schütte Tietjen Voss Wilkens'.split(
    ' ',
  ),
}

const dutch: Names = {
  first: 'Anouk Bas Daan Esmée Femke Gijs Ilse Joost Lotte Maarten Noor Ruben Sanne Wouter'.split(' '),
  last: 'Bakhuis Claessens Dekkinga Evers Goossen Hoekstra Jonker Lammers Nijland Postma Terpstra Verhage Wouters Zeelen'.split(
    ' ',
  ),
}

const french: Names = {
  first: 'Adèle Bastien Camille Damien Élise Fabien Gaëlle Hugo Inès Julien Léa Mathieu Noémie Olivier Pauline Rémi'.split(' '),
  last: 'Aubertin Brunelle Carpentier Delmas Estève Fontanel Garnier Hébrard Jourdain Lacombe Marchal Perrin Roussel Vasseur'.split(
    ' ',
  ),
}

const nordic: Names = {
  first: 'Anders Birgit Einar Freja Gustav Hilde Ida Jonas Kirsten Lars Maja Nils Oskar Signe Tuuli Vilma'.split(' '),
  last: 'Aronsen Bergvall Dahlin Eklund Forsnes Granlund Holmqvist Jokela Kjeldsen Lindahl Mortensen Nyberg Solheim Vestergren'.split(
    ' ',
  ),
}

const polish: Names = {
  first: 'Agnieszka Bartosz Dorota Grzegorz Joanna Kamil Magda Paweł Sylwia Tomasz'.split(' '),
  last: 'Bielak Cieśla Dudek Gajda Jurek Kozioł Maślanka Pietrzak Sobczak Wrona'.split(' '),
}

const southern: Names = {
  first: 'Alba Bruno Chiara Davide Elena Federico Gemma Íñigo Laura Marco Nuria Paolo Rocío Sergio'.split(' '),
  last: 'Arnedo Bellucci Carrasco Donati Ferrante Gallardo Iturbe Lombardi Marchetti Navas Ortolani Rinaldi Salcedo Vidal'.split(
    ' ',
  ),
}

const american: Names = {
  first:
    'Aaliyah Brandon Caitlin Derek Erin Floyd Grace Hector Imani Jared Kendra Luis Megan Nolan Priya Russell Stacey Trevor Vanessa Wesley'.split(
      ' ',
    ),
  last: 'Abernathy Bradshaw Castellano Dunmore Ellison Fairbanks Gutierrez Hargrove Ibarra Kowalczyk Lattimore McAllister Nakagawa Okafor Pruitt Ramaswamy Stoddard Vance Whitaker'.split(
    ' ',
  ),
}

const japanese: Names = {
  first: 'Aiko Daichi Emi Haruto Kaori Kenji Mai Naoki Rina Shota Takumi Yui Yuto'.split(' '),
  last: 'Arakawa Endo Fujimori Hamasaki Igarashi Kanno Matsuo Nagano Okubo Sakurai Takeda Uchida Yoshioka'.split(' '),
}

const namesOf: Record<Country, Names> = {
  AT: german,
  BE: dutch,
  CH: german,
  DE: german,
  DK: nordic,
  ES: southern,
  FI: nordic,
  FR: french,
  IT: southern,
  JP: japanese,
  NL: dutch,
  NO: nordic,
  PL: polish,
  SE: nordic,
  US: american,
}

/** As many full names as wanted, no last name twice while there are enough. */
export function fullNames(country: Country, count: number, random: Random): string[] {
  const { first, last } = namesOf[country]
  const firsts = random.shuffled(first)
  const lasts = random.shuffled(last)
  return Array.from({ length: count }, (_, i) => `${firsts[i % firsts.length]} ${lasts[i % lasts.length]}`)
}

const LETTERS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', ł: 'l', ø: 'o' }

/** `Jürgen Köster` → `juergen.koester` */
export const mailboxOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[äöüßłø]/g, letter => LETTERS[letter] ?? letter)
    .normalize('NFD')
    .replace(/[^a-z0-9]+/g, part => (/\s/.test(part) ? '.' : ''))
