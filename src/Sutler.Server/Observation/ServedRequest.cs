using System.Net;
using Sutler.Go.Serving;

namespace Sutler.Server.Observation;

/// <summary>A request that was answered, as logs and metrics tell of it.</summary>
/// <param name="Method">As it came.</param>
/// <param name="Target">As it came, without query.</param>
/// <param name="Kind">What kind of file was asked for: list, latest, info, mod, zip, sumdb, page, api or other.</param>
/// <param name="Remote">The other end of the connection.</param>
/// <param name="Agent">What the client calls itself; empty where it does not say.</param>
/// <param name="Status">What was answered.</param>
/// <param name="Cause">How that came about; null for pages of our own and requests that are none.</param>
/// <param name="Bytes">Bytes of the body that went out.</param>
/// <param name="Took">From the first look at the request to the last byte.</param>
/// <param name="Broken">Why the body broke off; null when it did not.</param>
public sealed record ServedRequest(
    string Method, string Target, string Kind, IPAddress? Remote, string Agent, int Status, AnswerCause? Cause, long Bytes, TimeSpan Took, string? Broken);
