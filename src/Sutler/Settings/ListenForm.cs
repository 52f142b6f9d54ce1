using Sutler.Server.Listening;

namespace Sutler.Settings;

/// <summary>Where a server listens.</summary>
internal sealed class ListenForm : TextForm<ListenAddress>
{
    /// <inheritdoc/>
    public override string Allowed => "HOST:PORT, such as 127.0.0.1:7878, with an address, localhost or * as host";

    /// <inheritdoc/>
    public override string Show(ListenAddress? value) => value?.ToString() ?? "";

    /// <inheritdoc/>
    protected override ListenAddress Parse(string text, string directory) =>
        ListenAddress.TryParse(text, out var address, out var error) ? address : throw new FormatException($"\"{text}\": {error.Reason}");
}
