"""One call from request to result: credentials, attempts, retries, decoding.

A call is a generator that yields effects (`http.effects`): it decides what to do, and a
driver of `transport` does it and sends the outcome back in. So the same code serves
threads and tasks, and a test can play the driver.

    fetch.fetch_result                decodes the response, applies units
      fetch.fetch_response            idempotency key, deadline
        exchange.exchange             attempts until a response or an error
          Authenticator               credentials in their places (authentication)
            credential_choice         which schemes sign this request
            access_token              the stored token, or an exchange that fetches one
          rate_limit                  yields Sleep
          yield Send                  the driver sends the request
          error_rules.error_for       whether the response is an error, and which
          retry                       whether and when to retry; yields Sleep
          body                        reads an open response; yields Next
          downloads                   writes one to a file; yields Write and Truncate
          hooks                       what hooks and the log are given of each attempt

A driver sends a failure back as a value, so that no traceback of it leads into frames
that hold credentials; `result_of` raises it where the effect was yielded.

This package must not import lists, a transport or a client.
"""
