using Sutler.Errors;
using Sutler.Transfer.Urls;

namespace Sutler.Go.Sources;

/// <summary>One element of GOPROXY.</summary>
/// <param name="Url">
/// The URL without final <c>/</c>, credentials and all, or <c>direct</c>, <c>off</c>, or <c>noproxy</c> for the implicit entry of PROXY-4.
/// </param>
/// <param name="FallBackOnAnyError">True before <c>|</c>, false before <c>,</c>. Spec: PROXY-1.</param>
public sealed record ProxyListEntry(string Url, bool FallBackOnAnyError)
{
    /// <summary>The keyword for version control.</summary>
    public const string Direct = "direct";

    /// <summary>The keyword for "no look-ups".</summary>
    public const string Off = "off";

    /// <summary>The implicit entry that goes direct for the modules of GONOPROXY.</summary>
    public const string NoProxy = "noproxy";

    /// <summary>Whether this is a proxy rather than a keyword.</summary>
    public bool IsProxy => Url is not (Direct or Off or NoProxy);

    /// <summary>Whether the next entry is asked after this one failed. Spec: PROXY-5.</summary>
    public bool GoesOnAfter(SutlerException failure) => FallBackOnAnyError || failure.IsNotExist;

    /// <summary>The URL as error texts show it: with its final <c>/</c> if it was written, its password hidden. Spec: AUTH-8.</summary>
    public string DisplayUrl { get; init; } =
        Transfer.Urls.Url.TryParse(Url, out var parsed, out _) ? parsed.Redacted : "";

    /// <summary>The URL without user and password: for what is written down.</summary>
    public string PublicUrl => Transfer.Urls.Url.TryParse(Url, out var parsed, out _) ? parsed.WithoutUser().Redacted : Url;

    /// <summary>The display form: records would print a password.</summary>
    public override string ToString() => DisplayUrl + (FallBackOnAnyError ? "|" : ",");
}
