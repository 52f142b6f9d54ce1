using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;

namespace Sutler.Settings;

/// <summary>A list of sources in the form of GOPROXY.</summary>
internal sealed class UpstreamForm : TextForm<string>
{
    /// <inheritdoc/>
    public override string Allowed => "a list of sources as in GOPROXY, such as https://proxy.golang.org,direct";

    /// <inheritdoc/>
    public override string Show(string? value) => value is null ? "" : UpstreamText.Redacted(value);

    // Without the text that was refused: a password may stand in it.
    /// <inheritdoc/>
    protected override string Parse(string text, string directory)
    {
        try
        {
            _ = ProxyList.Parse(text, new GlobList(""));
            return text;
        }
        catch (SutlerException error)
        {
            throw new FormatException($"must be {Allowed}", error);
        }
    }
}
