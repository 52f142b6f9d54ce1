using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Doctor;

/// <summary>Texts as they were found right. UPDATE_GOLDENS=1 writes them anew.</summary>
internal static class Goldens
{
    private static readonly bool Update = Environment.GetEnvironmentVariable("UPDATE_GOLDENS") == "1";

    public static void Check(string name, string text)
    {
        var file = Path.Combine(TestFiles.RepositoryRoot(), "tests", "Sutler.Tests", "Doctor", "golden", name);
        if (Update)
        {
            File.WriteAllText(file, text);
        }

        Assert.Equal(File.Exists(file) ? File.ReadAllText(file) : "", text);
    }
}
