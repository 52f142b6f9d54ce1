namespace Sutler.Go.Checksums;

/// <summary>The go command's texts about go.sum, which tools and people search for. Spec: GOSUM-7, GOSUM-8.</summary>
internal static class SecurityTexts
{
    internal const string GoSumMismatch =
        "\n\nSECURITY ERROR\n"
        + "This download does NOT match an earlier download recorded in go.sum.\n"
        + "The bits may have been replaced on the origin server, or an attacker may\n"
        + "have intercepted the download attempt.\n"
        + MoreInformation;

    internal const string UnknownAlgorithm =
        "\n\nSECURITY WARNING\n"
        + "This download is listed in go.sum, but using an unknown hash algorithm.\n"
        + "The download cannot be verified.\n"
        + MoreInformation
        + "\n";

    private const string MoreInformation = "\nFor more information, see 'go help module-auth'.\n";
}
