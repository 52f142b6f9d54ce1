namespace Sutler.Help;

internal static partial class HelpPages
{
    /// <summary><c>sutler help serve</c>.</summary>
    public static string Serve { get; } =
        """
        sutler serve - answer go commands as a module proxy

        Usage:

            sutler serve --from directory [--listen host:port] [--access-log file]
                         [--tls-cert file --tls-key file] [--token-file file]
                         [--insecure-public]

        Answers the GOPROXY protocol, under /go/ and at the root, and prints the line
        that makes go commands ask it:

            export GOPROXY=http://127.0.0.1:7878/go

        Flags
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
            --insecure-public
                Listen for other machines without TLS or without a token all the same.
            --access-log file
                Add a line of JSON for each request to a file; - is standard error.

        Pages besides the protocol: /healthz (the process answers), /readyz (it can do
        its work).

        Exit status
            0    it was stopped by a signal; answers on their way had 10 seconds to end
            1    it could not begin: the address is taken, a file cannot be read
            2    the command line is wrong, or would let in more than is likely meant

        Examples
            sutler serve --from "$(go env GOMODCACHE)"
            sutler serve --from /srv/goproxy --listen '*:443' \
                --tls-cert cert.pem --tls-key key.pem --token-file token

        See also 'sutler help mod download'.

        """;
}
