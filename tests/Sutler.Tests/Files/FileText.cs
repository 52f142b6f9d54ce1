using System.Text;
using Sutler.GoModules.Files;

namespace Sutler.Tests.Files;

/// <summary>Short ways between text and files for the tests of this folder.</summary>
internal static class FileText
{
    public static GoModFile Strict(string text, VersionFixer? fix = null) =>
        GoModFile.ParseStrict("go.mod", Bytes(text), fix);

    public static GoModFile Lax(string text, VersionFixer? fix = null) => GoModFile.ParseLax("go.mod", Bytes(text), fix);

    public static GoWorkFile Work(string text) => GoWorkFile.Parse("go.work", Bytes(text), null);

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    public static string Format(GoFile file) => Text(file.Format());
}
