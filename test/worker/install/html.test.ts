import { describe, expect, it } from 'vitest'
import { elementsOf } from '../../../worker/install/html.ts'

const srcs = (html: string) => elementsOf(html).map(({ attributes }) => attributes.get('src') ?? '')

describe('elementsOf', () => {
  it.each([
    // what                                     html                                                              srcs of scripts
    [
      'double, single and no quotes',
      `<script src="a"></script><script src='b'></script><script src=c></script>`,
      ['a', 'b', 'c'],
    ],
    ['capitals', '<SCRIPT SRC=a></SCRIPT>', ['a']],
    ['breaks between and around =', '<script\n\tsrc =\n "a"\n></script >', ['a']],
    ['references', '<script src="a?b=1&amp;c=2&#47;&#x2f;&quot;"></script>', ['a?b=1&c=2//"']],
    ['> inside a value', '<script data-x="a > b" src="a"></script>', ['a']],
    ['the first of two', '<script src="a" src="b"></script>', ['a']],
    ['after a self-closing sign', '<meta/><script defer/src=a></script>', ['', 'a']],
    [
      'nothing in comments',
      '<!-- <script src=a></script> --><!--><script src=b></script><!-- x --!><script src=c></script>',
      ['b', 'c'],
    ],
    ['nothing in a doctype or an old comment', '<!doctype html><?x <script src=a?><script src=b></script>', ['', 'b'].slice(1)],
    ['nothing in the text of a script', '<script>"<script src=a>"</script><script src=b></script>', ['', 'b']],
    [
      'nothing in styles, titles, text areas',
      '<title><script src=a></title><style><script src=b></style><textarea><script src=c></textarea>',
      [],
    ],
    ['nothing in noscript', '<noscript><script src=a></script></noscript>', []],
    ['nothing in a template', '<template><template></template><script src=a></script></template><script src=b></script>', ['b']],
    ['signs that are text', '1 < 2 <3 <script src=a></script>', ['a']],
    ['an open end', '<script src=a', ['a']],
    ['an open comment', '<!-- <script src=a></script>', []],
  ])('reads %s', (_, html, expected) => {
    expect(srcs(html)).toEqual(expected)
  })

  it('keeps the text of scripts', () => {
    expect(elementsOf('<script>let a = "</scripty>"</script>')[0]?.text).toBe('let a = "</scripty>"')
  })

  it.each(['<', '<a ', '<script ', '<!--', '<script a="', '</', '<template>', '<a =', '<script>', '<!-- --!', '<a b="  '])(
    'comes to the end of a page full of %s',
    piece => {
      expect(elementsOf(piece.repeat(100_000)).length).toBeLessThan(2)
    },
  )
})
