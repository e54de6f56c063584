// A certificate of localhost for the tests of encryption, valid for a hundred years. Its key is known to
// everybody who has this file; it protects nothing.
export const TEST_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUfoa/X8AJpZ+Np/Tu6zFDDGK/wA4wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjExMDg1N1oYDzIxMjYxMDI5
MTEwODU3WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAS3+q3boGynF5p/3ZmsEOwK5iTs1XottUTmcAYdwLx6rUVfBN+Kky1S
z+MaOYrIsu8kX253eQTWiRvE1ia/caZ3o28wbTAdBgNVHQ4EFgQUR51002j4nqqC
sZsvKj6pGw3yp9QwHwYDVR0jBBgwFoAUR51002j4nqqCsZsvKj6pGw3yp9QwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgfdbNgz+Xvrpen1744QC0i47ANTp/f6PZ1kv5u2zHSK0CIQC4
OdjHkg0TTSigTt/Q1tJ7JM9JlbCJ5VlpWIkrcXL/6w==
-----END CERTIFICATE-----
`;
export const TEST_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg6TZSfNWdbUHm05qp
m+b4W6INKgd5mHuwKs1m1y5xaYyhRANCAAS3+q3boGynF5p/3ZmsEOwK5iTs1Xot
tUTmcAYdwLx6rUVfBN+Kky1Sz+MaOYrIsu8kX253eQTWiRvE1ia/caZ3
-----END PRIVATE KEY-----
`;
