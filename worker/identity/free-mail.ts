/** Mail providers of people, in addition to the lists of packages. To add one: a word to the list that fits. */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/** Names that are a mail provider under every public suffix: `gmx.es`, `yahoo.co.jp`. */
export const mailBrands = words(`
  fastmail gmail gmx googlemail hotmail mailfence outlook posteo protonmail rocketmail tutanota yahoo ymail zohomail
`)

export const mailDomains = words(`
  abwesend.de adsl.no airmail.cc aon.at atlas.cz autograf.pl bigmir.net bigpond.net broadpark.no casema.nl chello.at
  chello.no china.com chol.com citromail.hu clearwire.net directbox.com dnainternet.net dreamwiz.com duck.com e-mail.de
  elisanet.fi email.org epost.no f-m.fm freeuk.com frisurf.no getmail.no hanafos.com hanmir.com hispeed.ch hitel.net
  home.de indamail.hu internet-mail.org iol.pt jubii.dk kakao.com keemail.me km.ru kolumbus.fi kornet.net lajt.hu lenta.ru
  live.at live.in live.no live.ru live.se livedoor.com lyse.net mail.ch mail.de mail.dk mail.fr mineo.jp msn.cn msn.nl
  my.com mynet.com net-c.com netc.eu netc.fr netc.it netc.pl netcom.no netti.fi nifty.com noos.fr ntelos.net onet.eu
  online.nl online.no op.pl openmailbox.org opoczta.pl orange.fr pandora.be paran.com passmail.net plus.com qip.ru
  quicknet.nl rediff.com renren.com ro.ru scarlet.nl simplelogin.com sms.at sogou.com sohu.com solcon.nl spoko.pl start.no
  suomi24.fi tele2.nl tele2.no telepac.pt telfort.nl telia.com tiscali.no tlen.pl tuta.com tuta.io tutamail.com ua.fm
  uk2.net ukrpost.net upc.nl upcmail.nl versatel.nl vipmail.hu vp.pl westnet.com xms.nl xs4all.nl yandex.pl ziggo.nl
  123mail.org 139.com 189.cn 2980.com
`)
