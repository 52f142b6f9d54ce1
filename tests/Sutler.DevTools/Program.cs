using Sutler.TestKit.Serving;

namespace Sutler.DevTools;

/// <summary>Tools for developers: <c>fixture SRC OUT</c>.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["fixture", var source, var target]:
                GoProxyTree.Write(FixtureCatalog.Load(source), target);
                return 0;
            default:
                await Console.Error.WriteLineAsync("usage: fixture SRC OUT");
                return 2;
        }
    }
}
