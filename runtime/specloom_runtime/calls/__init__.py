"""A call from request to result: credentials, attempts, retries and decoding.

A call is a generator that yields effects (`http.effects`). The call decides what to do;
a driver of `transport` performs the effect and sends the outcome back. Therefore the
same code works with threads and tasks, and tests can replace the driver.

    fetch.fetch_result                decodes the response, applies units
      fetch.fetch_response            idempotency key, deadline
        exchange.exchange             attempts until a response or an error
          Authenticator               credentials in their places (authentication)
            credential_choice         which schemes authenticate this request
            access_token              the stored token, or an exchange that fetches one
          rate_limit                  yields Sleep
          yield Send                  the driver sends the request
          error_rules.error_for       whether the response is an error, and which
          retry                       whether and when to retry; yields Sleep
          body                        reads an open response; yields Next
          downloads                   writes a body to a file; yields Write, Truncate
          hooks                       reports each attempt to the hooks and the log

A driver sends a failure back as a value, so that its traceback does not refer to frames
with credentials. `result_of` raises the failure where the effect was yielded.

This package must not import lists, a transport or a client.
"""
