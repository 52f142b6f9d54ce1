using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sutler.TestKit.Serving;

/// <summary>A module proxy on loopback that serves fixtures and misbehaves on request.</summary>
/// <remarks>
/// Below <c>/mod/</c>: the proxy protocol, and these prefixes before it:
/// <c>NNN/</c> answers that status; <c>redirect/N/</c> takes N hops; <c>invalid/</c> answers "invalid";
/// <c>sumdb-NNN/</c> fails checksum requests with that status and serves modules; <c>sumdb-direct/</c> is the
/// checksum database itself, <c>sumdb-wrong/</c> one that lies; <c>auth/</c> wants user "gopher", password "hole", and <c>hidden/</c> is not there without them;
/// <c>to-http/</c> and <c>to-host/</c> redirect to the plain port and to the other loopback name.
/// It is an HTTP proxy as well, which serves the same below every host name.
/// </remarks>
public sealed class TestUpstream : IAsyncDisposable
{
    private static readonly string Gopher = "Basic " + Convert.ToBase64String("gopher:hole"u8);

    private readonly FixtureCatalog _catalog;
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly List<UpstreamFault> _faults = [];
    private readonly string _databaseName;

    private TestUpstream(FixtureCatalog catalog, WebApplication app, string databaseName) =>
        (_catalog, _app, _databaseName) = (catalog, app, databaseName);

    /// <summary>The honest database, or null when none is served.</summary>
    public IChecksumEndpoint? Database { get; set; }

    /// <summary>The lying database.</summary>
    public IChecksumEndpoint? WrongDatabase { get; set; }

    /// <summary>Base URL over HTTP/1.1, ending in <c>/mod</c>.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Base URL over TLS at <c>localhost</c>, ending in <c>/mod</c>.</summary>
    public string TlsUrl { get; private set; } = "";

    /// <summary>What was asked, as "scheme target authorization", oldest first; targets as sent on the wire.</summary>
    public IEnumerable<string> Requests => _requests;

    /// <summary>Starts on two free ports.</summary>
    public static async Task<TestUpstream> StartAsync(FixtureCatalog catalog, TestCertificates certificates, string databaseName, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(certificates);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificates.Server));
        });
        var app = builder.Build();
        var upstream = new TestUpstream(catalog, app, databaseName);
        app.Run(upstream.HandleAsync);
        await app.StartAsync(cancellationToken);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        upstream.Url = addresses.First(a => a.StartsWith("http:", StringComparison.Ordinal)) + "/mod";
        upstream.TlsUrl = addresses.First(a => a.StartsWith("https:", StringComparison.Ordinal)).Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + "/mod";
        return upstream;
    }

    /// <summary>Adds a fault; the newest that matches strikes.</summary>
    public void Add(UpstreamFault fault)
    {
        lock (_faults)
        {
            _faults.Insert(0, fault);
        }
    }

    /// <summary>Makes the upstream well again and forgets what was asked.</summary>
    public void Reset()
    {
        lock (_faults)
        {
            _faults.Clear();
        }

        _requests.Clear();
    }

    /// <summary>Forgets what was asked.</summary>
    public void ForgetRequests() => _requests.Clear();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        _requests.Enqueue($"{context.Request.Scheme} {context.Request.Method} {target} {context.Request.Headers.Authorization}".TrimEnd());
        var path = WebUtility.UrlDecode(AtThisServer(target).Replace("+", "%2B", StringComparison.Ordinal));
        path = path.StartsWith("/mod/", StringComparison.Ordinal) ? path[5..] : path;
        UpstreamFault? fault;
        lock (_faults)
        {
            fault = _faults.Find(f => f.Strikes(path));
        }

        if (fault?.Location is { } location)
        {
            context.Response.Redirect(location);
            return;
        }

        var answer = fault?.Body is { } body
            ? new Reply(fault.Status == 0 ? 200 : fault.Status, body, fault.ContentType)
            : fault is { Status: > 0 } ? Reply.Of(fault.Status) : AnswerTo(context, path);
        if (answer is null)
        {
            return; // already redirected
        }

        await WriteAsync(context, answer, fault?.TruncateAfter ?? -1);
    }

    // A client that takes this server for an HTTP proxy sends whole URLs: whatever host they name, it is served from here.
    private static string AtThisServer(string target)
    {
        const string scheme = "http://";
        var slash = target.StartsWith(scheme, StringComparison.Ordinal) ? target.IndexOf('/', scheme.Length) : 0;
        return slash < 0 ? "/" : target[slash..];
    }

    private static async Task WriteAsync(HttpContext context, Reply reply, int truncateAfter)
    {
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = reply.ContentType;
        if (reply.Status != 204 && reply.Status != 304)
        {
            context.Response.ContentLength = reply.Body.Length;
        }

        if (truncateAfter >= 0 && truncateAfter < reply.Body.Length)
        {
            await context.Response.Body.WriteAsync(reply.Body.AsMemory(0, truncateAfter));
            return; // the server closes a connection that still owes bytes
        }

        if (reply.Body.Length > 0)
        {
            await context.Response.Body.WriteAsync(reply.Body);
        }
    }

    private Reply? AnswerTo(HttpContext context, string path)
    {
        if (path.StartsWith("invalid/", StringComparison.Ordinal))
        {
            return Reply.Text("invalid");
        }

        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? path : path[..slash];
        var rest = slash < 0 ? "" : path[(slash + 1)..];
        if (int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status >= 200)
        {
            return Reply.Of(status);
        }

        switch (first)
        {
            case "sumdb-direct":
                return Checksums(Database, "/" + rest);
            case "sumdb-wrong":
                return Checksums(WrongDatabase, "/" + rest);
            case "auth" when context.Request.Headers.Authorization != Gopher:
                return new Reply(401, "credentials please\n"u8.ToArray(), "text/plain; charset=utf-8");
            case "hidden" when context.Request.Headers.Authorization != Gopher:
                return new Reply(404, "File? What file?\n"u8.ToArray(), "text/plain; charset=utf-8");
            case "auth" or "hidden":
                return AnswerTo(context, rest);
            case "to-http":
                context.Response.Redirect($"{Url}/{rest}");
                return null;
            case "to-host":
                context.Response.Redirect($"{TlsUrl.Replace("localhost", "127.0.0.1", StringComparison.Ordinal)}/{rest}");
                return null;
            case "redirect":
                return Hop(context, rest);
        }

        if (first.StartsWith("sumdb-", StringComparison.Ordinal) && int.TryParse(first.AsSpan(6), CultureInfo.InvariantCulture, out status))
        {
            return rest.StartsWith("sumdb/", StringComparison.Ordinal) ? Reply.Of(status) : AnswerTo(context, rest);
        }

        if (path.StartsWith($"sumdb/{_databaseName}/", StringComparison.Ordinal))
        {
            var request = path[$"sumdb/{_databaseName}".Length..];
            return request == "/supported" ? (Database is null ? Reply.Of(404) : Reply.Text("")) : Checksums(Database, request);
        }

        return Serve(path);
    }

    private static Reply? Hop(HttpContext context, string rest)
    {
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var hops = int.Parse(rest.AsSpan(0, slash), CultureInfo.InvariantCulture);
        var target = Uri.EscapeDataString(rest[(slash + 1)..]).Replace("%2F", "/", StringComparison.Ordinal);
        context.Response.Redirect(hops <= 1 ? $"/mod/{target}" : $"/mod/redirect/{hops - 1}/{target}");
        return null;
    }

    private static Reply Checksums(IChecksumEndpoint? database, string request)
    {
        if (database is null)
        {
            return Reply.Of(404);
        }

        var (status, body) = database.Answer(request);
        return new Reply(status, body, "text/plain; charset=UTF-8");
    }

    private Reply Serve(string path)
    {
        const string latest = "/@latest";
        if (path.EndsWith(latest, StringComparison.Ordinal))
        {
            return _catalog.Latest(ModuleFixture.Unescape(path[..^latest.Length])) is { Info: { } info } ? Reply.Json(info) : Reply.NotFound;
        }

        var cut = path.LastIndexOf("/@v/", StringComparison.Ordinal);
        if (cut < 0)
        {
            return Reply.NotFound;
        }

        var module = ModuleFixture.Unescape(path[..cut]);
        var file = path[(cut + 4)..];
        if (file == "list")
        {
            return _catalog.List(module) is { } list ? Reply.Text(list) : Reply.NotFound;
        }

        var dot = file.LastIndexOf('.');
        var fixture = dot < 0 ? null : _catalog.Find(module, ModuleFixture.Unescape(file[..dot]));
        return (fixture?.Info is null ? "" : file[dot..]) switch
        {
            ".info" => Reply.Json(fixture!.Info!),
            ".mod" => new Reply(200, fixture!.Mod ?? [], "text/plain; charset=utf-8"),
            ".zip" => new Reply(200, fixture!.Zip, "application/zip"),
            _ => Reply.NotFound,
        };
    }

    private sealed record Reply(int Status, byte[] Body, string? ContentType)
    {
        public static Reply NotFound => Of(404);

        public static Reply Of(int status) => new(status, [], null);

        public static Reply Text(string text) => new(200, Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8");

        public static Reply Json(byte[] json) => new(200, json, "application/json");
    }
}
