// Draws the tables of results/ablation.md as results/pictures/ablation.png:
//
//   dotnet run docs/ablation.cs
#:project ../src/Saccade.Figures/Saccade.Figures.csproj
#:property RestorePackagesWithLockFile=false
#:property EnforceCodeStyleInBuild=false

using System.Globalization;
using Saccade.Figures;

List<Sweep> sweeps = [];
List<SweepPoint> points = [];
foreach (string line in File.ReadLines("results/ablation.md").Where(line => line.StartsWith('|')))
{
    string[] cells = line.Split('|', StringSplitOptions.TrimEntries);
    if (cells[2].StartsWith("test error", StringComparison.Ordinal))
        sweeps.Add(new(cells[1], points = []));
    else if (double.TryParse(cells[1], CultureInfo.InvariantCulture, out double value))
        points.Add(new(value, double.Parse(cells[2].Split(' ')[0], CultureInfo.InvariantCulture), null));
}
File.WriteAllBytes("results/pictures/ablation.png", SweepFigure.Render(sweeps));
