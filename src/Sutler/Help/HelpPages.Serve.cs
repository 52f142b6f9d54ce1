namespace Sutler.Help;

internal static partial class HelpPages
{
    /// <summary><c>sutler help serve</c>.</summary>
    public static string Serve { get; } =
        """
        sutler serve - answer go commands as a module proxy

        Usage:

            sutler serve [--listen host:port] [--data directory] [--upstream list]
                         [--offline] [--tls-cert file --tls-key file]
                         [--token-file file] [--admin-token-file file]
                         [--insecure-public] [--access-log file] [--retention-dry-run]
            sutler serve --from directory [--listen host:port] ...

        Answers the GOPROXY protocol, under /go/ and at the root, and prints the line
        that makes go commands ask it:

            export GOPROXY=http://127.0.0.1:7878/go

        What is asked for is fetched, verified, kept, and given on while it comes: zips
        by their hash in the checksum database (GOSUMDB, unless GONOSUMDB or GOPRIVATE
        name the module), each fetched once however many ask for it. Private modules
        (GOPRIVATE, GONOPROXY) come straight from version control, with the server's
        credentials (netrc, GOAUTH).

        Flags
            --data directory
                Where everything is kept (default: sutler in the user's data directory).
                One server at a time may use it.
            --upstream list
                Where modules come from, in the form of GOPROXY (default: GOPROXY).
            --offline
                Serve only what is kept, and ask no source.
            --from directory
                Serve what is there, and change nothing: a module cache (GOMODCACHE), or
                any tree that could be named in GOPROXY as file://.
            --listen host:port
                Where to listen (default: 127.0.0.1:7878). Port 0 takes any that is
                free; * as host means all addresses. What other machines can reach must
                have TLS and a token.
            --tls-cert file, --tls-key file
                The server's certificate, with those that signed it behind it, and its
                key, in PEM form.
            --token-file file
                A file with a token that clients must show, as password (netrc, GOAUTH)
                or as Bearer: 16 characters or more. Nobody but its owner and group may
                be able to read the file.
            --admin-token-file file
                A file with a token of the same form that operators must show, to
                refresh, purge or prefetch modules, and for 'sutler status'. Without it
                only a server that listens on loopback and lets everybody read can be
                operated.
            --insecure-public
                Listen for other machines without TLS or without a token all the same.
            --access-log file
                Add a line of JSON for each request to a file; - is standard error.
            --retention-dry-run
                Say what of that which is kept would go by the settings maxUnused,
                maxAge and maxBytes, and end.

        Each flag has a setting in the "server" section of sutler.json and a variable:
        'sutler help config'. Pages besides the protocol: /healthz (the process
        answers), /readyz (it can do its work), /metrics (for Prometheus), /api/ (for
        operators).

        Exit status
            0    it was stopped by a signal; answers on their way had 10 seconds to end
            1    it could not begin: the address is taken, another server uses the
                 directory, a file cannot be read
            2    the command line is wrong, or would let in more than is likely meant

        Examples
            sutler serve
            sutler serve --upstream https://proxy.golang.org --data /srv/sutler
            sutler serve --from "$(go env GOMODCACHE)"
            sutler serve --from /srv/goproxy --listen '*:443' \
                --tls-cert cert.pem --tls-key key.pem --token-file token

        See also 'sutler help status' and 'sutler help mod download'.

        """;
}
