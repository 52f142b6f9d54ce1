using System.Globalization;
using Sutler.TestKit.Serving;
using Sutler.TestKit.Storage;

namespace Sutler.DevTools;

/// <summary>Tools for developers: <c>fixture SRC OUT</c>; and what tests run to kill it: <c>store-churn DIRECTORY SEED</c>.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["fixture", var source, var target]:
                GoProxyTree.Write(FixtureCatalog.Load(source), target);
                return 0;
            case ["store-churn", var directory, var seed]:
                await StoreChurn.RunAsync(directory, int.Parse(seed, CultureInfo.InvariantCulture), Console.Out, CancellationToken.None);
                return 0;
            default:
                await Console.Error.WriteLineAsync("usage: fixture SRC OUT | store-churn DIRECTORY SEED");
                return 2;
        }
    }
}
