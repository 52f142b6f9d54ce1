using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sutler.Go.Sources.Credentials;
using Sutler.Transfer.Http;
using Sutler.Transfer.Probes;
using Sutler.Transfer.Urls;

namespace Sutler.Go.Doctor;

/// <summary>The way to a host: HTTP proxy, name, connections, credentials, certificate.</summary>
internal sealed class HostCheck
{
    private readonly CheckupWorld _world;
    private readonly ConnectionProbe _probe;
    private readonly ConcurrentDictionary<string, CertificateSighting> _sightings = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _certificatesTold = new(StringComparer.OrdinalIgnoreCase);

    public HostCheck(CheckupWorld world)
    {
        _world = world;
        Http = world.Http with
        {
            ConnectTimeout = Least(world.Http.ConnectTimeout),
            HeaderTimeout = Least(world.Http.HeaderTimeout),
            IdleTimeout = Least(world.Http.IdleTimeout),
            OnCertificate = seen => _sightings[seen.Host] = seen,
            Credentials = world.Http.Credentials is { } credentials ? new WatchedCredentials(credentials, world) : null,
        };
        _probe = new ConnectionProbe(Http);
    }

    /// <summary>How the checkup's own requests are made.</summary>
    public HttpFetcherOptions Http { get; }

    /// <summary>The steps <c>http-proxy</c>, <c>name</c>, <c>connect</c> and <c>credentials</c>.</summary>
    public async Task<IReadOnlyList<Step>> LookAsync(Url url, CancellationToken cancellationToken)
    {
        List<Step> steps = [];
        var next = url;
        if (Http.Proxy?.For(url) is { } proxy)
        {
            next = proxy;
            steps.Add(new Step("http-proxy", StepStatus.Ok, $"{url.Host} is reached through {proxy.WithoutUser()}") { Details = [new StepDetail("proxy", proxy.WithoutUser().ToString()) { IsInSummary = true }] });
        }

        var names = await _probe.ResolveAsync(next.HostName, cancellationToken);
        steps.Add(Name(next, names));
        if (names.Addresses.Count > 0)
        {
            var port = next.Port.Length == 0 && next.Scheme.StartsWith("socks", StringComparison.Ordinal) ? 1080 : next.EffectivePort;
            steps.Add(Connect(next, await _probe.ConnectAsync(names.Addresses, port, cancellationToken)));
        }

        steps.Add(await CredentialsAsync(url, cancellationToken));
        return steps;
    }

    /// <summary>The step <c>certificate</c>, once a request has been made; none over http, and once for each host.</summary>
    public IEnumerable<Step> Certificate(Url url)
    {
        if (url.Scheme is not "https" || !_sightings.TryGetValue(url.HostName, out var seen) || !_certificatesTold.Add(url.HostName))
        {
            yield break;
        }

        var inspector = SourceTexts.InspectorOf(seen.Issuer);
        var (status, summary) = seen.Trust switch
        {
            CertificateTrust.None => (StepStatus.Fail, seen.Problem),
            CertificateTrust.Unchecked => (StepStatus.Warn, "not checked, as client.insecureHosts wants"),
            CertificateTrust.AdditionalRoots => (StepStatus.Ok, "trusted because of client.caFile"),
            _ when inspector is not null => (StepStatus.Warn, $"trusted, but issued by {inspector}: somebody reads along"),
            _ => SourceTexts.IsForged(seen) ? (StepStatus.Warn, $"trusted, but not issued by whom {seen.Host} has its certificates from: somebody reads along") : (StepStatus.Ok, "trusted"),
        };
        yield return new Step("certificate", status, summary)
        {
            Details =
            [
                new StepDetail("subject", seen.Subject),
                new StepDetail("issuer", seen.Issuer),
                new StepDetail("notBefore", Date(seen.NotBefore)),
                new StepDetail("notAfter", Date(seen.NotAfter)),
                StepDetail.Of("chain", seen.Chain),
                new StepDetail("roots", Roots()),
            ],
        };
    }

    /// <summary>The step <c>credentials</c> about a program of GOAUTH that does not end, once.</summary>
    public IEnumerable<Step> Hang() => (Http.Credentials as WatchedCredentials)?.TakeHang() is { } hang
        ? [new Step("credentials", StepStatus.Fail, $"{hang.Command} did not end within {hang.Limit.TotalSeconds:0} s, and was ended") { Finding = hang }]
        : [];

    /// <summary>A fault with what is known of the way to its host.</summary>
    public async Task<SourceFault> CompleteAsync(SourceFault fault, Url url, CancellationToken cancellationToken) => fault with
    {
        Host = url.Host,
        Scheme = url.Scheme,
        IsSecure = IsProven(url),
        Credentials = await FindCredentialsAsync(url, cancellationToken),
        Through = Http.Proxy?.For(url)?.WithoutUser().ToString() ?? "",
        ThroughSetting = Http.Proxy?.VariableFor(url) is { Length: > 0 } variable ? variable : _world.ProxyOrigin,
        ThroughHasUser = Http.Proxy?.For(url)?.UserName is not null,
        // Through a tunnel the proxy is not heard any more; of plain http it sees, and answers, every request.
        IsOfHttpProxy = fault.IsOfHttpProxy || (fault.StatusCode == 407 && url.Scheme is "http" && Http.Proxy?.For(url) is not null),
        Certificate = fault.Class == FaultClass.UntrustedCertificate ? _sightings.GetValueOrDefault(url.HostName) : null,
        Limit = fault.Class == FaultClass.Timeout ? fault.Limit ?? CheckupWorld.ProbeLimit : null,
    };

    private static TimeSpan Least(TimeSpan limit) => limit < CheckupWorld.ProbeLimit ? limit : CheckupWorld.ProbeLimit;

    private static string Date(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static Step Name(Url url, NameAnswer answer) => answer.Failure is { } failure
        ? new Step("name", StepStatus.Fail, failure.Message) { Elapsed = answer.Elapsed }
        : new Step("name", StepStatus.Ok, IPAddress.TryParse(url.HostName, out _) ? $"{url.HostName} is an address" : $"{url.HostName} is {string.Join(", ", answer.Addresses)}")
        {
            Elapsed = answer.Elapsed,
            Details = [StepDetail.Of("addresses", [.. answer.Addresses.Select(address => address.ToString())]) with { IsInSummary = true }],
        };

    private static Step Connect(Url url, IReadOnlyList<ConnectAnswer> answers)
    {
        var failed = answers.Count(answer => answer.Failure is not null);
        var summary = failed == answers.Count ? answers[0].Failure!.Message
            : failed == 0 ? $"port {url.EffectivePort} is open"
            : $"port {url.EffectivePort} is open at {answers.Count - failed} of {answers.Count} addresses";
        return new Step("connect", failed == answers.Count ? StepStatus.Fail : failed > 0 ? StepStatus.Warn : StepStatus.Ok, summary)
        {
            Elapsed = answers.Max(answer => answer.Elapsed),
            Details = [.. answers.Select(answer => new StepDetail(
                answer.Address.AddressFamily == AddressFamily.InterNetworkV6 ? "ipv6" : "ipv4",
                $"{answer.Address}: {answer.Failure?.Message ?? "connected"} ({answer.Elapsed.TotalMilliseconds:0} ms)"))],
        };
    }

    private bool IsProven(Url url) => url.Scheme is "https" && !Http.UncheckedHosts.Any(host => host.Matches(url));

    private async Task<Step> CredentialsAsync(Url url, CancellationToken cancellationToken)
    {
        if (!IsProven(url))
        {
            return new Step("credentials", StepStatus.Ok, $"none are sent: {(url.Scheme is "https" ? "the host is not checked" : "the URL is not https")}");
        }

        var found = await FindCredentialsAsync(url, cancellationToken);
        return new Step("credentials", StepStatus.Ok, found.Length > 0 ? $"those of {found} are sent" : $"none are known for this host{(GoAuthCommand.ParseList(_world.Environment.GoAuth).Any(command => command.IsProgram) ? " before it refuses; then GOAUTH is asked again" : "")}");
    }

    private async Task<string> FindCredentialsAsync(Url url, CancellationToken cancellationToken)
    {
        if (!IsProven(url))
        {
            return "";
        }

        var found = Http.Credentials is { } source ? await source.FindAsync(url, cancellationToken) : null;
        return url.UserName is not null ? "the URL itself" : found is null ? "" : WhereFrom(url);
    }

    // Other commands of GOAUTH do not say where they have it from.
    private string WhereFrom(Url url)
    {
        var (goAuth, variables) = (_world.Environment.GoAuth, _world.Environment.Variables);
        if (goAuth is "netrc")
        {
            foreach (var entry in NetrcFile.Read(variables))
            {
                var store = new CredentialStore();
                store.Apply([new PrefixCredentials(entry.Machine, CredentialHeaders.Basic(entry.Login, entry.Password))]);
                if (store.Find(url) is not null)
                {
                    return $"machine {entry.Machine} in {NetrcFile.Find(variables)}";
                }
            }
        }

        return $"GOAUTH={string.Join(';', GoAuthCommand.ParseList(goAuth))}";
    }

    private string Roots()
    {
        var variables = _world.Environment.Variables;
        var set = new[] { "SSL_CERT_FILE", "SSL_CERT_DIR" }.Where(name => variables.GetValueOrDefault(name, "").Length > 0).Select(name => $"{name}={variables[name]}").ToList();
        var more = Http.AdditionalRoots.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $", and {Http.AdditionalRoots.Count} of client.caFile") : "";
        return (set.Count > 0 ? string.Join(", ", set) : "the system's") + more;
    }
}
