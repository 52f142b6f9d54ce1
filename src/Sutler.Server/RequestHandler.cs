using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Sutler.Go.Serving;
using Sutler.Server.Answers;
using Sutler.Server.Identity;
using Sutler.Server.Observation;
using Sutler.Server.Operations;

namespace Sutler.Server;

/// <summary>The way of a request: what it is about, who asks, the answer, the wire, and what is told of it.</summary>
/// <remarks>Ownership and policy are servers in front of the one that answers (<see cref="IModuleServer"/>), so that they hold whatever is asked.</remarks>
internal sealed class RequestHandler(ProxyHostOptions options, IModuleServer modules, IChecksumDatabaseServer databases, ServerMetrics metrics, (GuessLimit Guesses, RequestTally Tally) shared)
{
    private static readonly RequestTerms StoredOnly = new(StoredOnly: true);
    private readonly Gate _gate = new(options.Token, shared.Guesses);
    private readonly OperationsHandler _operations = new(options, modules, shared);
    private readonly Pages _pages = new(options);
    // Caches on the way must not give the answer of one source to who asks for another.
    private readonly StringValues _vary = options.Routes.Select(static route => route.Name).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var start = options.Time.GetTimestamp();
        // Escapes in place, dots and all: what the framework makes of a path is not what the protocol means.
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        // A query says nothing here, and may hold anything.
        var query = raw.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? raw : raw[..query];
        var (kind, cause) = ("other", (AnswerCause?)null);
        string? broken = null;
        var bytes = 0L;
        using var flight = metrics.Begin();
        shared.Tally.Begin();
        try
        {
            if (OperationTarget.IsOne(raw))
            {
                kind = "api";
                (cause, bytes) = await _operations.HandleAsync(context, raw);
            }
            else
            {
                (kind, var answer) = await AnswerAsync(context, raw);
                cause = answer.Cause;
                bytes = await AnswerWriter.WriteAsync(context, answer);
            }
        }
        catch (BrokenAnswerException failure)
        {
            (bytes, broken) = (failure.Sent, failure.Message);
            context.Abort();
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            broken = "the client left";
        }
#pragma warning disable CA1031 // The edge of the server: a defect must not show more of itself to a client than that it is one.
        catch (Exception defect)
#pragma warning restore CA1031
        {
            broken = $"internal error: {defect.GetType().Name}: {defect.Message}";
            if (context.Response.HasStarted)
            {
                context.Abort();
            }
            else
            {
                context.Response.Clear();
                cause = AnswerCause.Broken;
                bytes = await AnswerWriter.ReasonAsync(context, 500, "the server met a defect of its own");
            }
        }

        flight.Describe(context.Request.Method, path, kind, context.Response.StatusCode, cause, broken);
        Tell(context, (path, kind, cause, bytes, broken), options.Time.GetElapsedTime(start));
    }

    /// <summary>Whether who asks may go on to a page that somebody else writes; who may not is told so.</summary>
    public async ValueTask<bool> AdmitsAsync(HttpContext context)
    {
        if (_gate.Check(context, null) is not { } turned)
        {
            return true;
        }

        await AnswerWriter.WriteAsync(context, turned);
        return false;
    }

    private async ValueTask<(string Kind, ServedAnswer Answer)> AnswerAsync(HttpContext context, string raw)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            return ("other", new ServedAnswer.Failed(405, "a module proxy is only read: GET or HEAD") { Cause = AnswerCause.Refused });
        }

        var page = Pages.Find(raw);
        var target = page is null ? RequestPath.Parse(raw) : null;
        if (page != Page.Health && _gate.Check(context, target) is { } turned)
        {
            return (KindOf(target), turned);
        }

        return page is { } ours ? ("page", await _pages.AnswerAsync(ours, context.RequestAborted)) : (KindOf(target), await AnswerAsync(context, target!));
    }

    private ValueTask<ServedAnswer> AnswerAsync(HttpContext context, RequestTarget target) => target switch
    {
        RequestTarget.Module module => modules.AnswerAsync(module.Request, Routed(context, Terms(context, module)), context.RequestAborted),
        RequestTarget.ChecksumDatabase database => databases.AnswerAsync(database.Request, Terms(context, database), context.RequestAborted),
        RequestTarget.Nothing { Status: 404 } nothing => ValueTask.FromResult<ServedAnswer>(new ServedAnswer.Absent(404, nothing.Reason)),
        RequestTarget.Nothing nothing => ValueTask.FromResult<ServedAnswer>(new ServedAnswer.Failed(nothing.Status, nothing.Reason) { Cause = AnswerCause.Absent }),
        _ => throw new UnreachableException(),
    };

    // Spec: SRV-9.
    private static RequestTerms Terms(HttpContext context, RequestTarget target) =>
        target.StoredOnly || (context.Request.Headers.TryGetValue("Disable-Module-Fetch", out var value) && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase))
            ? StoredOnly : RequestTerms.Usual;

    private RequestTerms Routed(HttpContext context, RequestTerms terms)
    {
        if (options.Routes.Count == 0)
        {
            return terms;
        }

        context.Response.Headers.Vary = _vary;
        return options.Routes.FirstOrDefault(route => route.Fits(context.Request.Headers)) is { } fitting ? terms with { Route = fitting.Source } : terms;
    }

    private static string KindOf(RequestTarget? target) => target switch
    {
        RequestTarget.Module { Request: ModuleRequest.List } => "list",
        RequestTarget.Module { Request: ModuleRequest.Latest } => "latest",
        RequestTarget.Module { Request: ModuleRequest.Info } => "info",
        RequestTarget.Module { Request: ModuleRequest.GoMod } => "mod",
        RequestTarget.Module { Request: ModuleRequest.Zip } => "zip",
        RequestTarget.ChecksumDatabase => "sumdb",
        _ => "other",
    };

    private void Tell(HttpContext context, (string Path, string Kind, AnswerCause? Cause, long Bytes, string? Broken) told, TimeSpan took)
    {
        var (path, kind, cause, bytes, broken) = told;
        shared.Tally.End(kind is "page" or "api" ? null : cause, bytes, broken is not null);
        metrics.Served(kind, context.Response.StatusCode, cause, bytes, took, broken is not null);
        options.AccessLog?.Note(new ServedRequest(
            context.Request.Method,
            path,
            kind,
            context.Connection.RemoteIpAddress,
            context.Request.Headers.UserAgent.ToString(),
            context.Response.StatusCode,
            cause,
            bytes,
            took,
            broken));
    }
}
