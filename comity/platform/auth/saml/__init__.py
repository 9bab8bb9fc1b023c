"""Single sign-on by SAML 2.0, as a service provider: requests, answers, and what of an answer may be believed."""
