using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Sutler.Errors;
using Sutler.Go.Serving;
using Sutler.GoModules.Modules;
using Sutler.Server.Identity;

namespace Sutler.Server.Operations;

/// <summary>The pages for operators, below <c>/api/</c>: who asks, what for, and the answer in JSON. docs/reference/serve.md lists them.</summary>
internal sealed class OperationsHandler(ProxyHostOptions options, IModuleServer modules, (GuessLimit Guesses, RequestTally Tally) shared)
{
    private const int MaxEvent = 1 << 20;
    private const int MaxEvents = 8;
    private const int MaxVanities = 16;
    private readonly OperationsGate _gate = new(options, shared.Guesses);
    private readonly PrefetchPage _prefetch = new(modules, options.Time);
    private readonly PinPages _pins = new(options);
    private readonly StatusPage _status = new(options, shared.Tally);
    private int _events;

    /// <summary>Does what is asked, or says why not; how it came about, and the bytes of the answer.</summary>
    public async Task<(AnswerCause? Cause, long Bytes)> HandleAsync(HttpContext context, string target)
    {
        try
        {
            return await AnswerAsync(context, OperationTarget.Parse(target));
        }
        catch (OperationRefusal refusal)
        {
            return await RefuseAsync(context, refusal);
        }
        catch (SutlerException failure) when (!context.Response.HasStarted)
        {
            return await RefuseAsync(context, new OperationRefusal(500, failure.Message));
        }
    }

    private Task<(AnswerCause? Cause, long Bytes)> AnswerAsync(HttpContext context, OperationTarget target)
    {
        // An event shows the secret of events, in its body; everything else is for operators, and only they hear what there is.
        if (target is not OperationTarget.Webhook && _gate.Check(context) is { } turned)
        {
            throw turned;
        }

        if (target is OperationTarget.Nothing nothing)
        {
            throw new OperationRefusal(nothing.Code, nothing.Reason);
        }

        if (target is OperationTarget.Pins)
        {
            WantMethod(context, "GET");
            return _pins.ListAsync(context);
        }

        if (target is OperationTarget.Status)
        {
            return TellAsync(context);
        }

        WantMethod(context, "POST");
        return target switch
        {
            OperationTarget.Refresh refresh => RefreshAsync(context, refresh),
            OperationTarget.Purge purge => PurgeAsync(context, purge),
            OperationTarget.Prefetch when Operations is not null => _prefetch.AnswerAsync(context),
            OperationTarget.Pin pin => _pins.PinAsync(context, pin.Name),
            OperationTarget.Unpin unpin => _pins.UnpinAsync(context, unpin.Name),
            OperationTarget.Webhook => HearAsync(context),
            _ => throw new UnreachableException(),
        };
    }

    private IModuleOperations Operations =>
        options.Operations ?? throw new OperationRefusal(404, "this server serves a directory as it is: there is nothing to refresh, to purge or to fetch");

    private async Task<(AnswerCause? Cause, long Bytes)> TellAsync(HttpContext context)
    {
        WantMethod(context, "GET", "HEAD");
        return await OperationWriter.WriteAsync(context, 200, await _status.ReadAsync(context.RequestAborted), StatusJson.Default.ServerStatus);
    }

    private async Task<(AnswerCause?, long)> RefreshAsync(HttpContext context, OperationTarget.Refresh target)
    {
        var expired = await RefreshAsync(target.Path, target.AndBelow, context.RequestAborted);
        return await OperationWriter.WriteAsync(context, 200, new RefreshAnswer([Shown(target.Path, target.AndBelow)], expired), OperationsJson.Default.RefreshAnswer);
    }

    private async Task<(AnswerCause?, long)> PurgeAsync(HttpContext context, OperationTarget.Purge target)
    {
        var removed = await Operations.PurgeAsync(target.Path, target.Version, context.RequestAborted);
        return await OperationWriter.WriteAsync(context, 200, new PurgeAnswer(target.Path.Text, target.Version, removed), OperationsJson.Default.PurgeAnswer);
    }

    private async Task<(AnswerCause?, long)> HearAsync(HttpContext context)
    {
        var secret = options.WebhookSecret ?? throw new OperationRefusal(403, "events need a secret: start the server with the setting server.webhookSecretFile");
        var body = await ReadEventAsync(context);
        if (_gate.CheckEvent(context, secret, body) is { } turned)
        {
            throw turned;
        }

        IReadOnlyList<ModulePath> paths = [.. PushEvent.Repositories(body), .. Vanities(context.Request)];
        if (paths.Count == 0 && context.Request.Headers["X-GitHub-Event"] != "ping")
        {
            throw new OperationRefusal(422, "the event names no repository with a web address, and the query no module");
        }

        var expired = 0;
        foreach (var path in paths)
        {
            expired += await RefreshAsync(path, andBelow: true, context.RequestAborted);
        }

        return await OperationWriter.WriteAsync(context, 200, new RefreshAnswer([.. paths.Select(static path => Shown(path, andBelow: true))], expired), OperationsJson.Default.RefreshAnswer);
    }

    // Whoever sends one is not known before all of it is here: so only a few at a time.
    private async Task<byte[]> ReadEventAsync(HttpContext context)
    {
        try
        {
            return Interlocked.Increment(ref _events) > MaxEvents
                ? throw new OperationRefusal(503, "too many events come at once") { RetryAfter = TimeSpan.FromSeconds(5) }
                : await OperationBody.ReadAsync(context, MaxEvent, options.Time);
        }
        finally
        {
            Interlocked.Decrement(ref _events);
        }
    }

    // Module paths of their own that lead to the repository (?module=go.example.com/lib): an event cannot know them.
    private static IEnumerable<ModulePath> Vanities(HttpRequest request)
    {
        var texts = request.Query["module"];
        return texts.Count > MaxVanities
            ? throw new OperationRefusal(400, $"the query names more than {MaxVanities} modules")
            : texts.Select(static text => ModulePath.TryParse(text ?? "", out var path, out var error) ? path : throw new OperationRefusal(400, error.Reason));
    }

    private async Task<int> RefreshAsync(ModulePath path, bool andBelow, CancellationToken cancellationToken) =>
        andBelow ? await Operations.RefreshBelowAsync(path, cancellationToken) : await Operations.RefreshAsync(path, cancellationToken);

    private static string Shown(ModulePath path, bool andBelow) => andBelow ? path.Text + "/..." : path.Text;

    private static void WantMethod(HttpContext context, params string[] methods)
    {
        if (!methods.Contains(context.Request.Method))
        {
            context.Response.Headers.Allow = string.Join(", ", methods);
            throw new OperationRefusal(405, $"this page takes {methods[0]} alone");
        }
    }

    private static Task<(AnswerCause? Cause, long Bytes)> RefuseAsync(HttpContext context, OperationRefusal refusal)
    {
        if (refusal.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString("F0", CultureInfo.InvariantCulture);
        }

        return OperationWriter.WriteAsync(context, refusal.Status, new ErrorAnswer(refusal.Message), OperationsJson.Default.ErrorAnswer);
    }
}
