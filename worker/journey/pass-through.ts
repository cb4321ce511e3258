/**
 * Hosts that a visitor is sent through and comes back from: they continue a session and are no source. Patterns
 * of host.ts. A workspace turns one back into a source with a channel rule on `referrer_host`.
 *
 * Listed are the hosts of the step itself, not the companies' web sites, where these differ: a link on
 * okta.com or stripe.com is a referral, a return from acme.okta.com or checkout.stripe.com is not.
 */
export const passThroughHosts: readonly string[] = [
  ...patterns(`
    paypal.com checkout.stripe.com buy.stripe.com billing.stripe.com invoice.stripe.com pay.stripe.com hooks.stripe.com
    js.stripe.com connect.stripe.com checkout.link.com .klarna.com .adyen.com adyenpayments.com .worldpay.com
    braintreegateway.com .checkout.com .mollie.com .payu.com secure.payu.in api.razorpay.com checkout.razorpay.com
    .squareup.com checkout.square.site secure.2checkout.com secure.2co.com .paddle.com onfastspring.com pay.gocardless.com
    pay.amazon.* payments.amazon.* pay.google.com payments.google.com .opayo.eu .opayo.co.uk live.sagepay.com
    .authorize.net .cybersource.com secure.przelewy24.pl go.przelewy24.pl .tpay.com .sofort.com .giropay.de
    .paydirekt.de .twint.ch .mercadopago.* .alipay.com .afterpay.com .clearpay.co.uk .affirm.com .chargebee.com
    .recurly.com .zuora.com .chargify.com computop-paygate.com .datatrans.com .saferpay.com .payone.com .payone.de
    .ogone.com .quickpay.net .nets.eu .bambora.com .vivapayments.com .payplug.com .bluesnap.com .verifone.cloud
    .redsys.es .paytrail.com .swedbankpay.com .trustly.com .plaid.com .moneris.com .eway.com.au
  `),
  // 3-D Secure: banks' access control servers.
  ...patterns(`
    cardinalcommerce.com arcot.com touchtechpayments.com rsa3dsauth.com securesuite.co.uk securesuite.net 3dsecure.io
    wlp-acs.com netcetera-payment.ch netcetera-cloud-payment.ch modirum.com monext.fr acs.sia.eu bankid.no bankid.com
    3ds. 3ds2. 3dss. 3dsecure. 3d-secure. acs. acs1. acs2. acs3.
  `),
  // Single sign-on.
  ...patterns(`
    accounts.google.* accounts.youtube.com login.microsoftonline.com login.microsoftonline.us login.microsoft.com
    login.live.com account.live.com login.windows.net sts.windows.net b2clogin.com ciamlogin.com .okta.com .oktapreview.com
    .okta-emea.com .auth0.com .onelogin.com .pingone.com .pingone.eu .pingidentity.com .duosecurity.com appleid.apple.com
    idmsa.apple.com .amazoncognito.com signin.aws.amazon.com .awsapps.com accounts.dev clerk.accounts.dev api.workos.com
    authkit.app stytch.com .descope.com .frontegg.com .fusionauth.io .kinde.com login.salesforce.com test.salesforce.com
    id.atlassian.com auth.atlassian.com login.yahoo.com accounts.zoho.* login.xero.com login.gov id.me
    passport.yandex.* id.vk.com console.jumpcloud.com .cloudflareaccess.com
    sso. adfs. idp. saml. oauth.
  `),
  // Scheduling, forms, signing.
  ...patterns(`
    calendly.com meetings.hubspot.com meetings-eu1.hubspot.com hsforms.com hsforms.net forms.hubspot.com chilipiper.com
    =app.cal.com =cal.com savvycal.com youcanbook.me acuityscheduling.com oncehub.com scheduleonce.com tidycal.com
    zcal.co koalendar.com app.reclaim.ai .typeform.com forms.gle .jotform.com tally.so .paperform.co .formstack.com
    .surveymonkey.com .wufoo.com .cognitoforms.com .pardot.com .mktoweb.com docusign.net app.pandadoc.com app.hellosign.com
  `),
  // Consent and captcha pages.
  ...patterns(`
    consent.google.com consent.google.* consent.youtube.com consent.yahoo.com challenges.cloudflare.com geo.captcha-delivery.com
    validate.perfdrive.com
  `),
]

function patterns(list: string): string[] {
  return list.split(/\s+/).filter(pattern => pattern !== '')
}
