using System.Net;
using Microsoft.AspNetCore.Http;
using Sutler.Server.Operations;

namespace Sutler.Server.Identity;

/// <summary>Who may operate the server: whoever shows the token for that; without one, whoever works on the machine that it serves alone.</summary>
/// <remarks>
/// Browsers never may: a page from anywhere makes them send requests, with credentials that they remember. On a server without a token the
/// name in Host must be one of loopback, too: what leads a browser elsewhere by a name of its own (DNS rebinding) keeps that name. The token for
/// reading is never enough.
/// </remarks>
internal sealed class OperationsGate(ProxyHostOptions options, GuessLimit guesses)
{
    /// <summary>Null lets the request in; else what to answer.</summary>
    public OperationRefusal? Check(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.Origin.Count > 0 || headers.Keys.Any(static name => name.StartsWith("Sec-Fetch-", StringComparison.OrdinalIgnoreCase)))
        {
            return new OperationRefusal(403, "operations are not for browsers, and a page in one sent this");
        }

        return options.AdminToken is { } token ? CheckToken(context, token) : CheckLaptop(context);
    }

    /// <summary>Why an event of a hosting service is not believed; null when it is.</summary>
    public OperationRefusal? CheckEvent(HttpContext context, WebhookSecret secret, ReadOnlySpan<byte> body)
    {
        if (!WebhookSecret.IsShown(context.Request.Headers))
        {
            return new OperationRefusal(401, "the event is not signed: give the hosting service the secret that server.webhookSecretFile holds");
        }

        var address = AddressOf(context);
        if (guesses.Wait(address) is { } wait)
        {
            return TooMany(wait);
        }

        if (secret.Signs(context.Request.Headers, body))
        {
            return null;
        }

        guesses.Missed(address);
        return new OperationRefusal(401, "the signature is not made with the secret that server.webhookSecretFile holds");
    }

    private OperationRefusal? CheckToken(HttpContext context, AccessToken token)
    {
        var (address, shown) = (AddressOf(context), context.Request.Headers.Authorization);
        if (shown.Count == 0)
        {
            return Unknown(context, "operations want the token of the server's --admin-token-file, as password or as Bearer");
        }

        if (guesses.Wait(address) is { } wait)
        {
            return TooMany(wait);
        }

        if (shown.Count == 1 && token.IsShownBy(shown[0]))
        {
            return null;
        }

        if (shown.Count == 1 && options.Token?.IsShownBy(shown[0]) == true)
        {
            return new OperationRefusal(403, "this token lets clients read; operations want that of the server's --admin-token-file");
        }

        guesses.Missed(address);
        return Unknown(context, "the token is wrong");
    }

    private OperationRefusal? CheckLaptop(HttpContext context)
    {
        if (!options.Listen.IsLoopback || options.Token is not null)
        {
            return new OperationRefusal(403, "operations need a token of their own here: start the server with --admin-token-file (server.adminTokenFile)");
        }

        return IsLoopback(context.Request.Host.Host) ? null
            : new OperationRefusal(403, "a server without a token for operations takes them only as localhost or 127.0.0.1: the request names another host");
    }

    // Basic would make a browser ask for a password, and remember it.
    private static OperationRefusal Unknown(HttpContext context, string reason)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"sutler operations\"";
        return new OperationRefusal(401, reason);
    }

    private static OperationRefusal TooMany(TimeSpan wait) => new(429, "too many wrong tokens came from this address") { RetryAfter = wait };

    private static IPAddress AddressOf(HttpContext context) => context.Connection.RemoteIpAddress ?? IPAddress.None;

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
