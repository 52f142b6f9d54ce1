using System.Net;
using Microsoft.AspNetCore.Http;
using Sutler.Go.Serving;

namespace Sutler.Server.Identity;

/// <summary>The first step of a request's way: who asks. Now there is one token or none; accounts come here.</summary>
internal sealed class Gate(AccessToken? token, GuessLimit guesses)
{
    /// <summary>Null lets the request in; else what to answer.</summary>
    public ServedAnswer? Check(HttpContext context, RequestTarget? target)
    {
        // Clients ask for it before they would show anything. Spec: SRV-13.
        if (token is null || target is RequestTarget.ChecksumDatabase { Request: ChecksumDatabaseRequest.Supported })
        {
            return null;
        }

        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        var shown = context.Request.Headers.Authorization;
        if (shown.Count == 0)
        {
            return Unknown(context, "this proxy wants a token: give it as password in netrc, or by GOAUTH");
        }

        if (guesses.Wait(address) is { } wait)
        {
            return new ServedAnswer.Failed(429, "too many wrong tokens came from this address", wait) { Cause = AnswerCause.Refused };
        }

        if (shown.Count == 1 && token.IsShownBy(shown[0]))
        {
            return null;
        }

        guesses.Missed(address);
        return Unknown(context, "the token is wrong");
    }

    private static ServedAnswer.Failed Unknown(HttpContext context, string reason)
    {
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"sutler\", charset=\"UTF-8\"";
        return new ServedAnswer.Failed(401, reason) { Cause = AnswerCause.Refused };
    }
}
