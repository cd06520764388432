/**
 * Signatures over the ASCII text `sealcheck` with which an engine is probed before it is believed. Made once with
 * OpenSSL by keys that nobody has any more.
 */

/** DER SubjectPublicKeyInfo in base64, by curve or for RSA. */
export const keys: Readonly<Record<string, string>> = {
  RSA: 'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEArP4I8tfpyfXO9KOARlyMKabAdiv8Uh9ERvUtgzCIhbJKfIHDk1Rfyf39TUz2vcWEaKKB2TxL9Auf2i7lSGkBnFJB1GHnyJIyBrZWFvQvD+bjo9Z0mefSxiBVCVSjMUq/zMoUNiZlV+o7OIx/ictmp28a7pchs1Eaa2XHM+a2ItYfrkW+1xR4gxXTBceYcSQ1JUNcfxncN016ULoC3SDygMGqZVujNJwAUKtdpUHsNdEzWl1xI+xXX5j7N8hv3E5mLkQJvSVJS5F9aQLya/pPGaXgZ218FpAiRW0k3zHZRubuzMmJs1axZ3J3ro4MirZpRQo2ERuRJT3PQAD18iL1vQIDAQAB',
  'P-256': 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEapmyrliwDA1Ry3MyhlBApjQeXJPKHk55vwEaCzEQl4teLC0MBg6AebZiUb6cBNugmCVphxY83u+eacTbghFLMw==',
  'P-384': 'MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAElglc6CN1lEzgdEamP1DYw8NphyA5xCzSnQ80HHxolDBtPGNjkSiME/1sOKfyB5l9eQpDYPq6euvqXr32e4yxbAGsAzsJ4rURqFx9Y88xbu7BQxEu2BiEk23BU5c22uGX',
  'P-521': 'MIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQAHSPbx52FdXa4ruWQOPzHAHi5oic9flYPQV2F4MHAZqfiKxQ5SzlV4FFq/Oq+OHUMQqQr/bPmz3Vpuijhc0rlCHwBMqPBInttgtP9kF7hnfgwDzAr2EGI2jjzDQm5DAvTUZIg8T1aqYuThd4Yoyox3cVnInreVVH++qoPOMPBNzYVArc=',
};

/** By scheme: base64; an engine must say yes to these, and no when the message is another. */
export const valid: Readonly<Record<string, string>> = {
  'RSASSA-PKCS1-v1_5 SHA-256': 'gLmDhLCUjJz25DGSlYlg/UYBAWv5CtcKTJCw30ltszt1HePUyrt7ifvkzS54eIetdDMhH0MWR27Xd9q19dtkvROPU2PPtL2UICX4HtocsYwnGrikZ550CAY5fXM9g/WYoByAyTKKr7r6b4ry/rzBOvTa9nScdRgHQqVwJ16Pezao+1nLoDhqvD3/HiPD3K/4StsUgSucGX3EGdvoWLymY7enzcanqz8uaYj+3VbwtdjU+JHoDIXcjIBg5Eczu650VN4hyD1XhrQLXIdGH0sLR98ePP04Cx8HnR6tYV2nHpWCZ1wJIYw24o/YHj+RsmBscqRqWs/HIo7+i5Ao3vvmZg==',
  'RSASSA-PSS SHA-256': 'WSqbX8aUW0CtDr4NNgJB41U8G/BKv+RSCm6TmCw+5lIta4akZPv9U8dfiEfbNug56BkyKWTsdvNNd2Z1g+ZLIr2AfbFe3TKXMEgkBPktZMZx2dUd4WDe1VjqYkcX8Uqj4A2aQpuOth4W62VTJHYm3V9v5eY3peQZFJOkvnV6/t2hHOI1VQgRuOOBt8oc/Y0IwMohWXOL7Wckj9pOcGKQd51X9zbkwel/aM8WhbkvTDRfnTaU7iMtssctvdfnxZaI/Ky5oVjIz0eFqVN7HTzStXHqMtkdSJtmIaoIwMd7VO0awe7K6EP6EFeyaXxubD9FC7C/wmygI0ZCosh88oSJHA==',
  'RSASSA-PKCS1-v1_5 SHA-384': 'LFnFey0LBwhYJAObSndW4ObjHeEUPP+yrqxor7fySsJZSyQqlBhJYJVYSEqPZpq7+ZlB9ViJuvBvRGIulAoPpGNOPQyP9OU/vxyPha1xHsjZNamcpw3fqXiZLfV8gpVmbw4qICggc3DTqp6h3325oCENuS8MNTkpVXIcrbQSgyWcMuKtyxyhBs3q/ieGe8aX7q9edSNIDMzeRZ9vzsisoBhpeVy9Y9oyH7Pvdn1aR7UH5Eum8G/ipbfcFJUVjI7iHsTz/zJeWrStWTjXoVBfPhMQ512bonol5PK6PQyTyngr/Efsqm8iz9nQq5cPPYrStmjdR7aQDzuZ1U7cUkYYZw==',
  'RSASSA-PSS SHA-384': 'm9JAG51TOYFIbZkO8HTyB0cFILN4yVRYj+R0Wge9NPiSKJRWx4eKr1codbg2RZ4qtY2U9qdD2wRmrjW7jPuiVuY3EJdd8fsXbEQqTFODX5p4t8t9C/KbB5L9ocz2QfMfh35qYTxccrM70GVl+lvA4RrPsJPVqTRR2Qa1VP4q4LIzahldLbFa7jK9AxTPheMcj/qNAPmg6LYxMZ8dy+YXp8/EVoKBP3T9PcwXCoPTgcYpQM10AorFOFwLAWYbWj8Ud3qMRAbXfA8x652F5MIwY1Sb6QS41CCVdEjm5TxJ1YBwFe8iDA8ThHTRWCxl+rQyxaJREPnYEcz+pqYbY5Ystg==',
  'RSASSA-PKCS1-v1_5 SHA-512': 'mOb/YyfYx9YlVIup0Xylsx3L/MDxMMDrVeT/IIH6evtAMEbbvAPegdOYNxCjDsPddZrW6A7rZLGCGWKfzrsGSf8V6wB3XolbQfJrf6/N70XgnS9jQSCwKUb/rRc695dnkSwhumoCkSpBntMCyb2xuD1I6Y5U3vt4vZmlMwwRCydbutKgUf7R4eziCSkS3m14r2EbUewt0WFhEpo4ywZsILSLa/oizUsJlIlEhoqg1dxwq+FozZ7Da/eHh7cPS0gYtbQqpXB0mn+fizl5tlAhGDIW4fHKsQbRNMsyWBKl63dom/PPqcqeg3ceVKWIU+n1qZbHeoJrFani2hk6LRp1wQ==',
  'RSASSA-PSS SHA-512': 'QmeuDPOdZPpaP0gbQbiav2dbb3/m/XMK59geCelPJjFWM3kZM+Y38DbQcY+NWtaTrz+tgAwCHu/MvhPnhKdS9HuZOZyY10j8eZo9DFKWeK86TCLuo39yCR/9l9fu7oL7wBdfkwJgsCHtF/XzBawBKG+SHFvFFajgsdUQ4RJR7EBaU0x/itM09z4mYgyEctcTuG3dwrEivyEwTjqw3icvbWbhWQEQucoHEUXhbAaQvWPNCDWq0vw1tGd6c/o0z/pJiB0oVHgm3txUo5gJcNdJIniR+6kqchAiBp7j7lscU+rhimlaTUXPqq2HAAP9e7FJYca9pA2DwYExgD0u3+b4zQ==',
  'ECDSA P-256 SHA-256': 'Xef9c94UxRnKSESoEvzrxh2zNnkiSl7a60ISATg1mktXQNL2XPjvD0Kcwk9dcKyUSq+p9hCvwOJFhikTn0NeyA==',
  'ECDSA P-256 SHA-384': 'ZS06TYu9PRQqtV4yACkWnxNmH85ZudLyysrLajDiw5M3G2UMQJvXTFHnAVjkpoQYnPaV2Dvn1mEVuzuY3bUoFw==',
  'ECDSA P-256 SHA-512': 'ZrlPOAdCn1Un0pqR/5BaINhf+uhrY6ZLvksuiR51XDEMbrDFEuMLvEgX3bfQrMB0UkxTHYZo2Er+65qLZrsr6A==',
  'ECDSA P-384 SHA-256': '8P3CTU0lXiLPhSA/mHlfP8a6mnD5wysGZgF6Y7X7GLovdmhAdmbmGAiyreA0BoKon7vsx775TMseDG2Mx/Dhkq+afyxZsvRRGdbHEy+9FhVEHOghFgiATA4TPrmW2DhW',
  'ECDSA P-384 SHA-384': 'VTSwYmY6Mre+BW2jsJJjZ3UnPxdezygGmh4RDfHE2ByRHMuoi8yrCahaHwnfgdFw2HYw0Q+9iSBON2UTYUYo6DlLDp5PvMxtdKq2Hwv5Gu1f2eciX7l1TOLVSM8c2JjQ',
  'ECDSA P-384 SHA-512': 'lE9DFCQof46qC/B7ZzrsOi1IuwDkWXgj6wyrEwweii+6gxFXh8Rcc8+n6Lq7KTJFU/6D+NtjNbCbBeGRpQYzdacik/v31+VGDxE/bsMyvqblfoHcZSK5Z3HqwCvO2FtW',
  'ECDSA P-521 SHA-256': 'Adq6ALs59rw0m10YacuI1qtWz6cGzwexxxyf4NeBNdAIWhj63z2bWdbbkmLYBm2mvlHutxynUDR+1DrrWcOD/X8lAbdKc+yEv/0qIEnQW9/2DvaDTuC8+9g+bP7Z9WaOK6uXNah4ugjYSuz5qD4iu3WGDf9YQqppnW3GRdhadW69/hYy',
  'ECDSA P-521 SHA-384': 'AGPMcfOWdS6Hv3lM+VFc+qNEXRmXBmwPk39InBsjTiLwQv+rr0oBJMuo/rlAApXL1OkK69wfPhpXPZVXzPvTjw6AAc/ABVLBHqAGHPniz3enBunU7wRHQ/b33e5TcxLr0JoFLdeRlrk3vybUV3wdHRVnFs+U5g5vWoUEMC7v2eWH6bbY',
  'ECDSA P-521 SHA-512': 'AO5YfCpmVvPbIkDXLyMOk4bI5ldh5k+DeCTWaXC/Hja6U2BuIcsWz1l14vvg07XLVo8E0I208t2zM/eiyUFqfpXwAL3kWyONO/cyU7bFC+WwOveBLPM9Kv3GYh2jtWJ3+66R8QtqJoAqeWzChPqOBTUjtuC8vk9Aj+p66Si9gnJvVS6z',
};

/** By algorithm, with SHA-256: the salt is 20 bytes long, or the DigestInfo lacks its NULL. An engine must say no. */
export const lax: Readonly<Record<string, string>> = {
  'RSASSA-PSS': 'HtU1WvgHLwsF4CvHYaXEC1mKFoPAwKgTe4cn6mZA/J9ZD4FcrcYF9wMhgEuf4iJRIuUFP39uwTumHR/chsjRK+qVdwukzdR1IH+9sDHzHJ6rr5Ot3NyZVLPgKdUdid7NxId40tIEtWL3p3ubpwDlRnnDKizgDGn3QmzJbVlK2pGpO+Jwn+0qHkqlnP5YRchHjPZn1iCScNVyCL/NyL4zdl+r9swzj5fvQLnyJNHv0r29ckrCNe1OVkcRCIBCBiye2F72coK1hf5uI+pasbNlk+AXnbwnEWVeqsGGO1V488eovsL+4RKOIY8wBb53T/WftA0LtPGfmXmgoGbiTVaBFA==',
  'RSASSA-PKCS1-v1_5': 'UZBeXtu96x60uh3NNMaVLoxnjTYK6JyDxZ6VBViZzLBuu0oIDH7cu3z9Hy0uxf/5YmiDajkSexxFqbPMkJ0W7tgpVVqmlNuCKv4Xsk1hMZaZleUAjiDzhAVfteL3xhamXTfFru/IkTtnfc1hu/5ij226gezUyhfapBmWL8TqZE1BJeAJfcl5x3U3zmPuB/+FkiBJWzFNynHDqqvKfTKHmZKNYpIOHc6aZ8GAzKQb7k+n8OBbHacvbuS+/b5mEpCjVqMIGHVOMnPdZKTANvF1e5xcNVsdav6UVWxzfFskL/aYz6cS7TvLsvV49G9GsZ+sf4sFIAoAliVRMcLr880FoA==',
};
