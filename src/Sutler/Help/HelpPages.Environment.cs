namespace Sutler.Help;

internal static partial class HelpPages
{
    /// <summary><c>sutler help environment</c>.</summary>
    public static string EnvironmentVariables { get; } =
        """
        sutler help environment - environment variables that sutler reads

        Go's settings mean what they mean to the go command. Each is looked up in the
        environment, then in the file that 'go env -w' writes, then in the defaults. An
        empty variable counts as not set.

        Sources and trust
            GOPROXY       module proxies, in order: after ',' the next one is asked when
                          a module is not found, after '|' on any error. Also 'off',
                          'direct', file:// URLs.
                          Default: https://proxy.golang.org,direct
            GOSUMDB       checksum database: name, name+key, name+key URL, or 'off'.
                          Default: sum.golang.org
            GOPRIVATE     globs of module paths that are private: default of the next
                          two
            GONOPROXY     globs of module paths never asked of a proxy
            GONOSUMDB     globs of module paths never asked of the checksum database
            GOINSECURE    globs of module paths that may come over plain http
            GOAUTH        where credentials for https come from, separated by ';':
                          'netrc' (default), 'off', 'git DIR' for git's credential
                          helpers, or a program; see 'go help goauth'
            NETRC         the netrc file; default $HOME/.netrc (%USERPROFILE%\_netrc)

        Places
            GOMODCACHE    the module cache; default: pkg/mod in the first of GOPATH
            GOPATH        default: $HOME/go (%USERPROFILE%\go)
            GOENV         the file of 'go env -w', or 'off'
            GOWORK        the go.work file, or 'off'; default: found from the current
                          directory upwards
            GOROOT        names the go whose version sutler speaks as

        Behaviour
            GOFLAGS       flags for go commands; see 'sutler help mod download'
            GO111MODULE   'off' is an error
            GOTOOLCHAIN   checked for form only: sutler never switches toolchains

        Network
            HTTPS_PROXY, HTTP_PROXY, NO_PROXY (also in lower case)
                          proxy servers, [scheme://][user:password@]host[:port] with
                          http, https or socks5, by Go's rules: NO_PROXY holds host
                          names (with their subdomains), .domains, addresses, CIDR
                          blocks, host:port
            SSL_CERT_FILE, SSL_CERT_DIR
                          certificates to trust instead of the system's (Unix)

        Terminal
            TERM          'dumb' counts as no terminal
            CI            set, and not 0 or false: progress as plain lines where
                          standard error is no terminal

        Sutler
            SUTLER_CONFIG the settings file, or 'off'; it and the variables of its keys
                          (SUTLER_RETRIES, SUTLER_TIMEOUT, ...) are explained by
                          'sutler help config'
            SUTLER_DEBUG  1 adds a stack trace to an error, for reports

        See also https://go.dev/ref/mod#environment-variables.

        """;
}
