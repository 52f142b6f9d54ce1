using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Sutler.TestKit;

/// <summary>How a <see cref="ScriptedUpstream"/> listens.</summary>
public sealed record UpstreamOptions
{
    /// <summary>Serves https with this certificate; null for http.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The port; 0 for any.</summary>
    public int Port { get; init; }

    /// <summary>Offers HTTP/2 (https only).</summary>
    public bool Http2 { get; init; }
}

/// <summary>A server on loopback, port 0, that answers as told and remembers what it was asked.</summary>
/// <remarks>Unscripted paths get 404 with an HTML body. Keys are request targets as on the wire (<c>/rsc.io/quote/@v/list</c>). Thread-safe.</remarks>
public sealed class ScriptedUpstream : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Reply>> _scripts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private WebApplication? _app;
    private int _inFlight;
    private int _mostInFlight;

    private ScriptedUpstream()
    {
    }

    /// <summary>Base URL without final <c>/</c>, such as <c>http://127.0.0.1:40123</c>.</summary>
    public string Url { get; private set; } = "";

    /// <summary>The port.</summary>
    public int Port { get; private set; }

    /// <summary>Everything asked so far, in order of arrival.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    /// <summary>The targets of <see cref="Requests"/>.</summary>
    public IReadOnlyList<string> Targets => [.. _requests.Select(r => r.Target)];

    /// <summary>The most requests that were being answered at one time.</summary>
    public int MostInFlight => Volatile.Read(ref _mostInFlight);

    /// <summary>Answers what no script names; by default 404.</summary>
    public Func<RecordedRequest, Reply> Otherwise { get; set; } = static _ => Reply.Failure(404, "<html>no</html>", "text/html");

    /// <summary>Starts listening.</summary>
    public static async Task<ScriptedUpstream> StartAsync(UpstreamOptions? options = null)
    {
        options ??= new UpstreamOptions();
        var upstream = new ScriptedUpstream();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore();
        if (options.Certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
            {
                listen.Protocols = options.Http2 ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
                if (options.Certificate is not null)
                {
                    listen.UseHttps(options.Certificate);
                }
            });
        });
        upstream._app = builder.Build();
        upstream._app.Run(upstream.AnswerAsync);
        await upstream._app.StartAsync();
        upstream.Url = upstream._app.Urls.Single();
        upstream.Port = new Uri(upstream.Url).Port;
        return upstream;
    }

    /// <summary>Answers a target with the replies in turn; the last one stays.</summary>
    public ScriptedUpstream Answer(string target, params Reply[] replies)
    {
        _scripts[target] = new ConcurrentQueue<Reply>(replies);
        return this;
    }

    /// <summary>Leaves a target to <see cref="Otherwise"/>.</summary>
    public void Forget(string target) => _scripts.TryRemove(target, out _);

    /// <summary>Answers a target with a text.</summary>
    public ScriptedUpstream Answer(string target, string text) => Answer(target, Reply.Text(text));

    /// <summary>Serves a directory as a GOPROXY tree for whatever no script names; both spellings of escapes are understood.</summary>
    public ScriptedUpstream ServeDirectory(string directory)
    {
        Otherwise = request =>
        {
            var path = Path.Combine(directory, Uri.UnescapeDataString(request.Target.Split('?')[0]).TrimStart('/'));
            return File.Exists(path) && !request.Target.Contains("..", StringComparison.Ordinal)
                ? Reply.Bytes(File.ReadAllBytes(path))
                : Reply.Failure(404, "not found");
        };
        return this;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            using var now = new CancellationTokenSource();
            await now.CancelAsync();
            await _app.StopAsync(now.Token);
            await _app.DisposeAsync();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var now = Interlocked.Increment(ref _inFlight);
        for (var most = MostInFlight; now > most; most = MostInFlight)
        {
            Interlocked.CompareExchange(ref _mostInFlight, now, most);
        }
        try
        {
            var request = Record(context);
            _requests.Enqueue(request);
            await SendAsync(context, ReplyTo(request).For(request));
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // The client left.
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private Reply ReplyTo(RecordedRequest request)
    {
        if (!_scripts.TryGetValue(request.Target, out var replies))
        {
            return Otherwise(request);
        }
        if (replies.Count > 1 && replies.TryDequeue(out var next))
        {
            return next;
        }
        return replies.TryPeek(out var last) ? last : Otherwise(request);
    }

    private static RecordedRequest Record(HttpContext context) => new(
        context.Request.Method,
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
        context.Request.Host.Value ?? "",
        context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        context.Request.Protocol);

    private static async Task SendAsync(HttpContext context, Reply reply)
    {
        var gone = context.RequestAborted;
        if (reply.BeforeHeaders is { } before)
        {
            await before.PassAsync(gone);
        }
        if (reply.HangUp)
        {
            context.Abort();
            return;
        }
        context.Response.StatusCode = reply.Status;
        if (reply.Reason is not null)
        {
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = reply.Reason;
        }
        foreach (var (name, value) in reply.Headers)
        {
            context.Response.Headers.Append(name, value);
        }
        if (reply.ClosesConnection)
        {
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        }
        var length = reply.ClaimedLength ?? reply.Body.Length;
        var hasBody = reply.Status is not (204 or 304);
        if (hasBody)
        {
            context.Response.Headers.ContentLength = reply.IsChunked ? null : length;
        }
        var body = hasBody ? reply.Body[..Math.Min(reply.Body.Length, reply.ResetAfter ?? int.MaxValue)] : default;
        if (reply.InBody is { } inside)
        {
            await context.Response.Body.WriteAsync(body[..reply.StallAfter], gone);
            await context.Response.Body.FlushAsync(gone);
            await inside.PassAsync(gone);
            body = body[reply.StallAfter..];
        }
        await context.Response.Body.WriteAsync(body, gone);
        if (reply.ResetAfter is not null)
        {
            await context.Response.Body.FlushAsync(gone);
            Cut(context, reply);
        }
    }

    private static void Cut(HttpContext context, Reply reply)
    {
        if (reply.ResetCode is { } code && context.Features.Get<IHttpResetFeature>() is { } stream)
        {
            stream.Reset(code);
            return;
        }
        if (reply.ClosesConnection && context.Features.Get<IConnectionLifetimeFeature>() is { } connection)
        {
            connection.Abort();
            return;
        }
        context.Abort();
    }
}
