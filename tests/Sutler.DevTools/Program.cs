using Sutler.TestKit.Serving;

namespace Sutler.DevTools;

/// <summary>Tools for developers: <c>fixture SRC OUT</c> and <c>go-scripts DIR …</c>.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["fixture", var source, var target]:
                GoProxyTree.Write(FixtureCatalog.Load(source), target);
                return 0;
            case ["go-scripts", var goSource, .. var names]:
                return await GoScripts.RunAsync(goSource, names, CancellationToken.None);
            default:
                await Console.Error.WriteLineAsync("usage: fixture SRC OUT | go-scripts GO-SOURCE [NAME...]");
                return 2;
        }
    }
}
