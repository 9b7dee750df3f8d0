"""From a dossier to a report: environment, order, kernels, building the file, command line."""
