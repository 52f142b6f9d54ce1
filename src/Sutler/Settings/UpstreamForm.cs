using Sutler.Errors;
using Sutler.Go.Sources;

namespace Sutler.Settings;

/// <summary>A list of sources in the form of GOPROXY, with groups. ADR 24.</summary>
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
            _ = UpstreamList.Parse(text);
            return text;
        }
        catch (SutlerException error)
        {
            throw new FormatException(text.Contains(';', StringComparison.Ordinal) ? $"must be {Allowed}; in a group as in https://a.example.com=95;https://b.example.com=5 each has a weight" : $"must be {Allowed}", error);
        }
    }
}
