namespace Sutler.Go.Loading;

/// <summary>The paths <c>go</c> and <c>toolchain</c>: nodes of the module graph that have no files. Spec: GOVER-3.</summary>
internal static class PseudoModules
{
    internal const string Go = "go";

    internal const string Toolchain = "toolchain";

    internal static bool Contains(string path) => path is Go or Toolchain;
}
